/** The longest wait a server can ask for, in ms: an hour. */
const MAX_RETRY_AFTER = 3_600_000;

/** Bounds of the wait between two tries, in ms. */
export interface BackoffBounds {
  readonly minDelay: number;
  readonly maxDelay: number;
}

/**
 * Ms to wait after so many failures in a row: exponential with full jitter, so that processes that failed together do
 * not come back together.
 *
 * @param failures at least 1
 * @param random in [0, 1)
 */
export function backoff(failures: number, { minDelay, maxDelay }: BackoffBounds, random = Math.random()): number {
  return random * Math.min(maxDelay, Math.max(minDelay, 1) * 2 ** (failures - 1));
}

/**
 * Ms to wait as a `Retry-After` header says, in seconds or as an HTTP date.
 *
 * @param now the time in ms of the epoch
 * @returns at most an hour; undefined where the header says nothing of use
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER);
}
