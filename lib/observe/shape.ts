/** A method of an object whose type is known by its shape only. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

export const isMethod = (value: unknown): value is Method => typeof value === 'function';

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A property, undefined where reading it throws. */
export function read(object: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    // A getter of the app, a revoked proxy: not a shape we know, and none of our business.
    return undefined;
  }
}

/** A method, undefined where there is none. Getters are not spared: ask only for what is a method by contract. */
export function method(object: object, key: PropertyKey): Method | undefined {
  const value = read(object, key);
  return isMethod(value) ? value : undefined;
}

/** Whether all of these are methods of the object. */
export const hasMethods = (object: object, ...keys: PropertyKey[]): boolean =>
  keys.every((key) => key in object && method(object, key) !== undefined);

/** A method that needs no `this`. */
export type BoundMethod = (...args: unknown[]) => unknown;

/**
 * Puts a method before the one an object has, on this one object only.
 *
 * @param make gets the method that was there, bound to the object
 */
export function shadow(object: object, key: PropertyKey, make: (original: BoundMethod) => BoundMethod): void {
  const original = method(object, key);
  if (original)
    define(
      object,
      key,
      make((...args) => Reflect.apply(original, object, args)),
    );
}

/** Sets an own property as it was seen before; where the object forbids it, it stays as it is. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  const enumerable = Object.getOwnPropertyDescriptor(object, key)?.enumerable ?? false;
  Reflect.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}
