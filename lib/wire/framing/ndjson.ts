import { type Frame, jsonOr, type TimedText } from './frame.js';

/** One JSON value per line. */
export function* ndjsonFrames(texts: Iterable<TimedText>): Generator<Frame> {
  let pending = '';
  let last = 0;
  for (const { text, at } of texts) {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    last = at;
    for (const line of lines) yield* frame(line, at);
  }
  yield* frame(pending, last);
}

function* frame(line: string, at: number): Generator<Frame> {
  if (line.trim() !== '') yield { value: jsonOr(line), at };
}
