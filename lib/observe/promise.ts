import { types } from 'node:util';

/** A promise of the language itself, of any realm; subclasses have methods that a derived promise would lack. */
export function isPromise(value: object): value is Promise<unknown> {
  if (!types.isPromise(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Promise.prototype) return true;
  const parent = prototype && (Object.getPrototypeOf(prototype) as object | null);
  return parent !== null && Object.getPrototypeOf(parent) === null;
}

/**
 * Watches a native promise by the one derived from it, which is to be handed out. A rejection nobody handles then
 * reaches the process as it would have; an added `then` on the same promise would have swallowed it.
 *
 * @param settle gives what the derived one settles to
 */
export function derive(
  promise: Promise<unknown>,
  settle: (value: unknown) => unknown,
  fail: (error: unknown) => void,
): Promise<unknown> {
  const derived = promise.then(settle, (error: unknown) => {
    fail(error);
    throw error;
  });
  // Some carry more, as the `child` of a promisified `exec`. Asking for symbols takes long, and Node keeps its own there.
  if (Object.getOwnPropertyNames(promise).length > 0) copyOwn(promise, derived);
  return derived;
}

function copyOwn(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    const property = Object.getOwnPropertyDescriptor(from, key);
    if (property && !Object.hasOwn(to, key)) Object.defineProperty(to, key, property);
  }
}
