import { type ServerResponse } from 'node:http';

const signals = new WeakMap<ServerResponse, AbortSignal>();

/** Aborted once the client of a response goes away before that was sent in full; the same one each time. */
export function signalOf(response: ServerResponse): AbortSignal {
  const known = signals.get(response);
  if (known) return known;
  const controller = new AbortController();
  const abortUnlessSent = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) abortUnlessSent();
  else response.once('close', abortUnlessSent);
  signals.set(response, controller.signal);
  return controller.signal;
}
