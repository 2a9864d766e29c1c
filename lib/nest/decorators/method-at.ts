import { MaximFault } from '../../faults/fault.js';
import { type MethodPlace } from './method-decorator.js';

export type Key = string | symbol;
export type Method = (this: unknown, ...args: unknown[]) => unknown;

export const isMethod = (value: unknown): value is Method => typeof value === 'function';

/**
 * The method that a decorator stands on.
 *
 * @param at its key in the legacy dialect, its place in the standard one; undefined on a class in the legacy one
 * @throws MaximFault `wrong-use` where it stands on anything else
 */
export function methodAt(target: unknown, at: Key | MethodPlace | undefined, descriptor?: PropertyDescriptor): Method {
  // In the standard dialect a getter is a function as well, and so is a class.
  const { kind, name }: { kind: string; name: Key | undefined } =
    typeof at === 'object' ? at : { kind: 'method', name: at };
  const value: unknown = typeof at === 'object' ? target : descriptor?.value;
  if (name === undefined || kind === 'class') throw notForClasses(target);
  if (kind !== 'method' || !isMethod(value)) throw notAMethod(name);
  return value;
}

const notForClasses = (target: unknown): MaximFault =>
  new MaximFault(
    'wrong-use',
    `A decorator for methods is on the class "${isMethod(target) ? target.name : ''}".`,
    'Put it on the methods; of ours only @Trace() is for classes, too.',
  );

const notAMethod = (key: Key): MaximFault =>
  new MaximFault(
    'wrong-use',
    `"${String(key)}" is not a method.`,
    'Put the decorator on a method, not on a field or accessor.',
  );

/**
 * For decorators that take nothing: given anything, they stand without their parentheses.
 *
 * @throws MaximFault `wrong-use`
 */
export function demandParentheses(decorator: string, given: readonly unknown[]): void {
  if (given.length === 0) return;
  throw new MaximFault('wrong-use', `${decorator} stands without its parentheses.`, `Write ${decorator}().`);
}
