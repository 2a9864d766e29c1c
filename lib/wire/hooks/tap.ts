import { shadow } from '../../observe/shape.js';

/** Sees the calls of one object's method before the method does; they go on as they were. */
export function tap(object: object, method: string, before: (...args: unknown[]) => void): void {
  shadow(object, method, (original) => (...args) => {
    before(...args);
    return original(...args);
  });
}
