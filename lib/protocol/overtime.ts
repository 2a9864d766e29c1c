/** A unit of work, such as a request: the same in whatever traces its code writes to. */
export interface Unit {
  /** Present once its client went away before it had the whole response. */
  left?: Disconnect;
}

interface Disconnect {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  /** The app holds a signal that has told it so. */
  readonly isSignalled: boolean;
  /** Says that a model went on: once for all that are alike. */
  readonly warn: () => void;
}

/** How a model's call went on after the client of its request had gone. */
export interface Overtime {
  readonly ms: number;
  /** The share of its output that came after, from 0 to 1; absent where that is not known. */
  readonly share?: number;
  /** The app was told that its client had gone, and none of it came after: it may have been aborted. */
  readonly mayBeAborted: boolean;
  readonly warn: () => void;
}

/** How soon an app that was told that its client had gone is done with a call which it aborts, in ms. */
const ABORT_MS = 100;

/** When a call began and ended, on the clock of `performance.now()`. */
export interface CallTimes {
  readonly start: number;
  readonly end: number;
}

/**
 * What there is to tell of a call that is over; undefined where its client was there all along.
 *
 * @param shareAfter the share of its output that came after a time; undefined where that is not known
 */
export function overtimeOf(
  { left }: Unit,
  { start, end }: CallTimes,
  shareAfter?: (at: number) => number | undefined,
): Overtime | undefined {
  if (!left || end < left.at) return undefined;
  const { at, isSignalled, warn } = left;
  const share = start >= at ? 1 : shareAfter?.(at);
  const ms = end - Math.max(at, start);
  const mayBeAborted = isSignalled && ms < ABORT_MS && !share;
  return { ms, ...(share !== undefined && { share }), mayBeAborted, warn };
}
