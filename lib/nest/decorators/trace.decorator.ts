import { type TraceOptions } from '../../logger/element-options.js';
import {
  type Known,
  type MethodDecoratorFor,
  type MethodPlace,
  type Misfits,
  type Refusal,
  type UnboundOptions,
} from './method-decorator.js';
import { recordCalls } from './record-calls.js';
import { recordClass, type Traceable } from './record-class.js';

type ClassPlace = Pick<ClassDecoratorContext, 'kind' | 'name'>;

/** A class as the options are to have it: its methods have no arguments or results in common. */
type FitsAll<O> = Refusal<'options that look at one method only', Misfits<O, [], unknown, never>>;

/** A decorator for methods and for classes; for these where no option looks at a method's arguments or result. */
export interface TraceDecoratorFor<O = object> extends MethodDecoratorFor<O> {
  (target: Traceable & FitsAll<O>, context?: ClassPlace): undefined;
}

/**
 * Records each call of the method as a trace: a whole unit of work.
 *
 * Inside a request whose trace was not sent yet it speaks for that one; inside another trace it is a span.
 *
 * On a class it does so for the class's own public methods, static ones too: those that have none of our decorators, and
 * neither are hooks of Nest's or the language's (`toJSON`, `toString`, `Symbol.iterator` …), nor make a module
 * (`forRoot`, `register` …), nor begin with `_`, nor opt out with `@NoTrace()`. A name then stands in the place of the
 * class's.
 */
export function Trace<O extends UnboundOptions<TraceOptions>>(
  nameOrOptions: string | (O & Known<O, TraceOptions>) = {} as O & Known<O, TraceOptions>,
): TraceDecoratorFor<O> {
  const onMethod = recordCalls('trace', nameOrOptions);
  return (target: unknown, at?: Place, descriptor?: PropertyDescriptor): never => {
    if (!isOnClass(at)) return onMethod(target, at, descriptor);
    recordClass(target as Traceable, nameOrOptions);
    return undefined as never;
  };
}

/** Where a decorator stands: the legacy dialect names no place for a class, the standard one its kind. */
type Place = string | symbol | MethodPlace | ClassPlace;

const isOnClass = (at: Place | undefined): at is ClassPlace | undefined =>
  at === undefined || (typeof at === 'object' && at.kind === 'class');
