import { AsyncResource } from 'node:async_hooks';

const outside = new AsyncResource('nestjs-maxim.delivery');

/** Starts a timer outside the context of whichever request logged: it would hold that context, and run in it. */
export function startOutside<T>(start: () => T): T {
  return outside.runInAsyncScope(start);
}
