import { type Frame, jsonOr } from './frame.js';

const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/g;
const LINE_END = /\r\n|\n|\r/;

/** The data of server-sent events. */
export function* sseFrames(text: string): Generator<Frame> {
  let start = 0;
  for (const { index, 0: blank } of text.matchAll(BLANK_LINE)) {
    const value = valueOf(text.slice(start, index));
    if (value !== undefined) yield { value, end: index };
    start = index + blank.length;
  }
  const value = valueOf(text.slice(start));
  if (value !== undefined) yield { value, end: text.length };
}

function valueOf(event: string): unknown {
  const data = dataOf(event);
  if (data === undefined) return undefined;
  const value = jsonOr(data);
  return ERROR.test(event) && !saysWhatItIs(value) ? { error: value } : value;
}

/** An event whose name alone may tell that it is an error. */
const ERROR = /^event: ?error[\r\n]/;

const saysWhatItIs = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('error' in value || 'type' in value);

function dataOf(event: string): string | undefined {
  if (event.startsWith('data:') && !LINE_END.test(event)) return unmarked(event);
  const lines = event.split(LINE_END).filter((line) => line.startsWith('data:'));
  return lines.length > 0 ? lines.map(unmarked).join('\n') : undefined;
}

const unmarked = (line: string): string => line.slice(line[5] === ' ' ? 6 : 5);
