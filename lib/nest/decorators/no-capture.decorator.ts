import 'reflect-metadata';
import { MaximFault } from '../../faults/fault.js';
import { demandParentheses } from './method-at.js';

/** The indexes of a method's hidden parameters, whichever copy of this package was told of them. */
const HIDDEN = Symbol.for('nestjs-maxim.hidden-parameters');

/**
 * Keeps a parameter out of what our decorators log of the method's calls, like its index in their option `omit`.
 *
 * For the legacy dialect: the standard one has no parameter decorators. A request whose handler hides any of its
 * parameters shows its path as input, not its body.
 */
export const NoCapture: () => HidingDecorator = (...given: unknown[]) => {
  demandParentheses('@NoCapture', given);
  return hide;
};

/** A decorator for parameters, of the legacy dialect. */
type HidingDecorator = (target: object, key: string | symbol | undefined, index: number) => void;

const hide: HidingDecorator = (target, key, index) => {
  // A build without type checks lets it stand anywhere, and what was meant to be kept back must not go out.
  if (!Number.isInteger(index)) throw misplaced('no parameter');
  if (key === undefined) throw misplaced(`parameter ${index} of a constructor, which is never logged`);
  Reflect.defineMetadata(HIDDEN, [...hiddenParameters(target, key), index], target, key);
};

const misplaced = (where: string): MaximFault =>
  new MaximFault(
    'wrong-use',
    `@NoCapture() is on ${where}.`,
    'Put it on the parameter of a decorated method; in the standard dialect, name its index in the option omit.',
  );

/**
 * The indexes of the parameters that a class's own method hides.
 *
 * @param target what the method stands on: a prototype, or the class where it is static
 */
export function hiddenParameters(target: object, key: string | symbol): readonly number[] {
  const hidden: unknown = Reflect.getOwnMetadata(HIDDEN, target, key);
  return Array.isArray(hidden) ? (hidden as readonly number[]) : [];
}

/**
 * The index from which on a method hides all of its arguments: that of a hidden rest parameter. One that has a default
 * may be taken for such a one where nothing tells how many parameters there are.
 */
export function hiddenRest(
  target: object,
  key: string | symbol,
  { length }: { readonly length: number },
  hidden: readonly number[],
): number | undefined {
  const types: unknown = Reflect.getOwnMetadata('design:paramtypes', target, key);
  const last = Array.isArray(types) ? types.length - 1 : Math.max(...hidden);
  return last >= length && hidden.includes(last) ? last : undefined;
}

/** Whether a method, be it inherited, hides any of its parameters. */
export const hidesParameters = (target: object, key: string): boolean => Reflect.hasMetadata(HIDDEN, target, key);
