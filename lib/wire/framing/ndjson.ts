import { type Frame, jsonOr } from './frame.js';

/** What each value begins with in a sequence by RFC 7464. */
const RECORD_SEPARATOR = '\u001E';

/** One JSON value per line. */
export function* ndjsonFrames(text: string): Generator<Frame> {
  let end = -1;
  for (const line of text.split('\n')) {
    end += line.length + 1;
    const json = line.startsWith(RECORD_SEPARATOR) ? line.slice(1) : line;
    if (json.trim() !== '') yield { value: jsonOr(json), end };
  }
}
