import { type Frame, jsonOr, type TimedText } from './frame.js';

/** What changes the depth, and what begins or ends a string. An escape is passed over in one piece, or stands half. */
const MARK = /\\(?:.|$)|["{}[\]]/gs;

/** The objects of one JSON array that comes bit by bit, as Gemini streams where it is not asked for events. */
export function* jsonArrayFrames(texts: Iterable<TimedText>): Generator<Frame> {
  let pending = '';
  let scanned = 0;
  let depth = 0;
  let isString = false;
  for (const { text, at } of texts) {
    pending += text;
    let start = 0;
    let next = pending.length;
    for (const { 0: sign, index } of pending.slice(scanned).matchAll(MARK)) {
      const position = scanned + index;
      if (sign === '\\') next = position;
      if (sign === '"') isString = !isString;
      if (isString || sign.startsWith('\\')) continue;
      depth += sign === '{' || sign === '[' ? 1 : sign === '"' ? 0 : -1;
      if (sign === '{' && depth === 2) start = position;
      if (sign === '}' && depth === 1) yield { value: jsonOr(pending.slice(start, position + 1)), at };
      if (depth === 1) start = position + 1;
    }
    pending = pending.slice(start);
    scanned = next - start;
  }
}
