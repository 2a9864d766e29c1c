import { parseWithoutBytes } from './json-bytes.js';

/** One message of a response that comes in several. */
export interface Frame {
  /** What it says, as parsed JSON; the text itself where it is none. */
  readonly value: unknown;
  /** Where it ends in the response: bytes, or characters of its text. */
  readonly end: number;
}

/**
 * JSON text as its value, images and files in it told by their size; other text as it is.
 *
 * @param parse of an answer in whose bytes another is
 */
export function jsonOr(text: string, parse: (text: string) => unknown = parseWithoutBytes): unknown {
  if (text === '[DONE]') return text; // Most streams end with it, and an error takes longer than the rest of them.
  try {
    return parse(text);
  } catch {
    return text; // Such as the half of an event that a broken connection left.
  }
}
