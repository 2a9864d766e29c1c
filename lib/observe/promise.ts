import { types } from 'node:util';
import { type Kind } from './watching.js';

/** A promise of the language itself, of any realm; subclasses have methods that a derived promise would lack. */
function isPromise(value: object): value is Promise<unknown> {
  if (!types.isPromise(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Object.getPrototypeOf(Object.getPrototypeOf(prototype)) === null;
}

/**
 * A native promise: the derived one is handed out. A rejection nobody handles then reaches the process as it would
 * have; an added `then` on the same promise would have swallowed it.
 */
export const promise: Kind<Promise<unknown>> = {
  is: isPromise,
  watch(value, { ending, follow }) {
    const derived = value.then(follow, (error: unknown) => {
      ending.fail(error);
      throw error;
    });
    // Some carry more, as the `child` of a promisified `exec`.
    for (const key of Object.getOwnPropertyNames(value)) {
      Object.defineProperty(derived, key, Object.getOwnPropertyDescriptor(value, key) ?? {});
    }
    return derived;
  },
};
