import { AsyncResource } from 'node:async_hooks';

/** What runs functions later as if here: with all that an AsyncLocalStorage holds. A snapshot would take much longer. */
export function runHere(): <T>(fn: () => T) => T {
  const resource = new AsyncResource('maxim');
  return (fn) => resource.runInAsyncScope(fn);
}
