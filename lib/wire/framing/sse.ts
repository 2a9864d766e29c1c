import { type Frame, jsonOr } from './frame.js';

const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/g;
const LINE_END = /\r\n|\n|\r/;

/** The data of server-sent events. */
export function* sseFrames(text: string): Generator<Frame> {
  let start = 0;
  for (const { index, 0: blank } of text.matchAll(BLANK_LINE)) {
    const data = dataOf(text.slice(start, index));
    if (data !== undefined) yield { value: jsonOr(data), end: index };
    start = index + blank.length;
  }
  const data = dataOf(text.slice(start));
  if (data !== undefined) yield { value: jsonOr(data), end: text.length };
}

function dataOf(event: string): string | undefined {
  if (event.startsWith('data:') && !LINE_END.test(event)) return unmarked(event);
  const lines = event.split(LINE_END).filter((line) => line.startsWith('data:'));
  return lines.length > 0 ? lines.map(unmarked).join('\n') : undefined;
}

const unmarked = (line: string): string => line.slice(line[5] === ' ' ? 6 : 5);
