import 'reflect-metadata';
import { demandParentheses, type Key, methodAt } from './method-at.js';
import { type MethodPlace } from './method-decorator.js';

/** On the methods, or their wrappers, that `@Trace()` on their class leaves as they are. */
const LEFT = Symbol.for('nestjs-maxim.left-by-class');

type AnyMethod = (...args: never[]) => unknown;

/** A decorator for methods, of both dialects, that changes nothing of them. */
export interface MarkingDecorator {
  (method: AnyMethod, context: ClassMethodDecoratorContext): undefined;
  <M extends AnyMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): undefined;
}

/** Lets a method go untraced in a class that `@Trace()` is on. */
export const NoTrace: () => MarkingDecorator = (...given: unknown[]) => {
  demandParentheses('@NoTrace', given);
  return (target: object, at: Key | MethodPlace, descriptor?: PropertyDescriptor): undefined => {
    leaveToItself(methodAt(target, at, descriptor));
  };
};

/** Marks a method that `@Trace()` on its class is to leave as it is. */
export const leaveToItself = (method: object): void => Reflect.defineMetadata(LEFT, true, method);

/** Whether `@Trace()` on its class leaves a method as it is. */
export const isLeftToItself = (method: object): boolean => Reflect.hasOwnMetadata(LEFT, method);
