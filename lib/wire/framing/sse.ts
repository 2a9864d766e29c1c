import { type Frame, jsonOr, type TimedText } from './frame.js';

const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/g;

/** The longest end of a text that may be the beginning of a blank line. */
const BLANK_LINE_LENGTH = 4;

/** The data of server-sent events. */
export function* sseFrames(texts: Iterable<TimedText>): Generator<Frame> {
  let pending = '';
  let last = 0;
  for (const { text, at } of texts) {
    BLANK_LINE.lastIndex = Math.max(0, pending.length - BLANK_LINE_LENGTH);
    pending += text;
    last = at;
    let start = 0;
    const ends: (readonly [from: number, to: number])[] = [];
    for (let end = BLANK_LINE.exec(pending); end !== null; end = BLANK_LINE.exec(pending)) {
      ends.push([start, end.index]);
      start = BLANK_LINE.lastIndex;
    }
    for (const [from, to] of ends) yield* frame(pending.slice(from, to), at);
    pending = pending.slice(start);
  }
  yield* frame(pending, last);
}

function* frame(event: string, at: number): Generator<Frame> {
  const data = event
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
  if (data.length > 0) yield { value: jsonOr(data.join('\n')), at };
}
