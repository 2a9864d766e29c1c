import { type Frame, jsonOr } from './frame.js';

/** One JSON value per line. */
export function* ndjsonFrames(text: string): Generator<Frame> {
  let end = -1;
  for (const line of text.split('\n')) {
    end += line.length + 1;
    if (line.trim() !== '') yield { value: jsonOr(line), end };
  }
}
