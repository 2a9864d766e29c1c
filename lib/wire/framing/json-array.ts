import { type Frame, jsonOr } from './frame.js';

/** What changes the depth, and what begins or ends a string. An escape is passed over in one piece. */
const MARK = /\\.|["{}[\]]/gs;

/** The objects of one JSON array that comes bit by bit, as Gemini streams where it is not asked for events. */
export function* jsonArrayFrames(text: string): Generator<Frame> {
  let start = 0;
  let depth = 0;
  let isString = false;
  for (const { 0: sign, index } of text.matchAll(MARK)) {
    if (sign === '"') isString = !isString;
    if (isString || sign === '"' || sign.startsWith('\\')) continue;
    depth += sign === '{' || sign === '[' ? 1 : -1;
    if (sign === '{' && depth === 2) start = index;
    if (sign === '}' && depth === 1) yield { value: jsonOr(text.slice(start, index + 1)), end: index + 1 };
  }
}
