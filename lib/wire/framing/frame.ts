/** One message of a response that comes in several. */
export interface Frame {
  /** What it says, as parsed JSON; the text itself where it is none. */
  readonly value: unknown;
  /** When the last of its bytes came, on the clock of `performance.now()`. */
  readonly at: number;
}

/** Text and when it came. */
export interface TimedText {
  readonly text: string;
  readonly at: number;
}

/** JSON text as its value, other text as it is. */
export function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Such as `[DONE]`, or the half of an event that a broken connection left.
  }
}
