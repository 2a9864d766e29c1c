import { type RawResponse, whenOver } from './response-end.js';

const signals = new WeakMap<RawResponse, AbortSignal>();

/** Whether anybody holds the signal of a response. */
export const hasSignal = (response: RawResponse): boolean => signals.has(response);

/** Aborted once the client of a response goes away before that was sent in full; the same one each time. */
export function signalOf(response: RawResponse): AbortSignal {
  const known = signals.get(response);
  if (known) return known;
  const controller = new AbortController();
  whenOver(response, (isSent) => {
    if (!isSent) controller.abort();
  });
  signals.set(response, controller.signal);
  return controller.signal;
}
