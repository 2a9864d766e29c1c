/** One message of a response that comes in several. */
export interface Frame {
  /** What it says, as parsed JSON; the text itself where it is none. */
  readonly value: unknown;
  /** Where it ends in the response: bytes, or characters of its text. */
  readonly end: number;
}

/** JSON text as its value, other text as it is. */
export function jsonOr(text: string): unknown {
  if (text === '[DONE]') return text; // Most streams end with it, and an error takes longer than the rest of them.
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Such as the half of an event that a broken connection left.
  }
}
