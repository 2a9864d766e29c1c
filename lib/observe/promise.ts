import { types } from 'node:util';
import { isMethod, isObject, type Method } from './shape.js';

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

function copyOwn(from: Promise<unknown>, to: Promise<unknown>): void {
  for (const key of Reflect.ownKeys(from)) {
    const property = Object.getOwnPropertyDescriptor(from, key);
    if (!property || Object.hasOwn(to, key)) continue;
    const value: unknown = property.value;
    Reflect.defineProperty(to, key, isMethod(value) ? { ...property, value: inStead(value, to) } : property);
  }
}

/** A promise that such a method gives, as ky's `json()`, fails with that one: who has it has the derived one too. */
function inStead(method: Method, derived: Promise<unknown>): Method {
  return new Proxy(method, {
    apply(target, self, args): unknown {
      const result: unknown = Reflect.apply(target, self, args);
      if (isObject(result) && types.isPromise(result)) derived.catch(() => undefined);
      return result;
    },
  });
}
