import { type TraceOptions } from '../../logger/element-options.js';
import { type MethodDecoratorFor } from './method-decorator.js';
import { recordCalls } from './record-calls.js';
import { recordClass } from './record-class.js';

type AnyClass = abstract new (...args: never[]) => object;

/** A decorator for methods and for classes; for these where no option looks at a method's arguments or result. */
export interface TraceDecoratorFor<A extends readonly unknown[], R> extends MethodDecoratorFor<A, R> {
  <C extends AnyClass>(
    target: C & ([A, unknown] extends [readonly [], R] ? unknown : { 'the options look at one method only': [A, R] }),
    context?: ClassDecoratorContext<C>,
  ): undefined;
}

/**
 * Records each call of the method as a trace: a whole unit of work.
 *
 * Inside a request whose trace was not sent yet it speaks for that one; inside another trace it is a span.
 *
 * On a class it does so for the class's own public methods: those that have none of our decorators, and neither are
 * hooks of Nest's, nor begin with `_`, nor opt out with `@NoTrace()`. A name then stands in the place of the class's.
 */
export function Trace<A extends unknown[] = [], R = unknown>(
  nameOrOptions: string | TraceOptions<A, R> = {},
): TraceDecoratorFor<A, R> {
  const onMethod = recordCalls('trace', nameOrOptions);
  return (target: unknown, at?: Place, descriptor?: PropertyDescriptor): never => {
    if (!isOnClass(at)) return onMethod(target, at, descriptor);
    recordClass(target as AnyClass, nameOrOptions);
    return undefined as never;
  };
}

/** Where a decorator stands: the legacy dialect names no place for a class, the standard one its kind. */
type Place = string | symbol | ClassMethodDecoratorContext | ClassDecoratorContext;

const isOnClass = (at: Place | undefined): at is ClassDecoratorContext | undefined =>
  at === undefined || (typeof at === 'object' && at.kind === 'class');
