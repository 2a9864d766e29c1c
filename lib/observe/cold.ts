import { types } from 'node:util';
import { Ending, NOBODY } from './ending.js';
import { type RunInContext } from './listener.js';
import { observable } from './observable.js';
import { type BoundMethod, isObject, shadow } from './shape.js';

/**
 * Runs the beginning of what a cold value does: each subscription to an Observable, the first step of a generator. Any
 * other value has begun already.
 *
 * @returns what to hand on in its place: the same value but for an Observable, whose derived one is equal in all that can
 * be seen
 */
export function beginIn<T>(run: RunInContext, value: T): T {
  if (!isObject(value)) return value;
  try {
    if (types.isGeneratorObject(value)) shadow(value, 'next', (next) => once(run, next));
    else if (observable.is(value)) {
      const ending = new Ending({ ...NOBODY, deferred: () => () => ({ listener: NOBODY, run }) });
      return observable.watch(value, { ending, run, outside: (fn) => fn(), follow: (next) => next }) as T;
    }
  } catch {
    // A proxy that does not let itself be looked at or changed: it is handed on as the app made it.
  }
  return value;
}

function once(run: RunInContext, next: BoundMethod): BoundMethod {
  let hasBegun = false;
  return (...args) => {
    if (hasBegun) return next(...args);
    hasBegun = true;
    return run(() => next(...args));
  };
}
