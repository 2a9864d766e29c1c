import { type TraceOptions } from '../../logger/element-options.js';
import { type MethodDecoratorFor } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/**
 * Records each call of the method as a trace: a whole unit of work.
 *
 * Inside a request whose trace was not sent yet it speaks for that one; inside another trace it is a span.
 */
export function Trace<A extends unknown[] = [], R = unknown>(
  nameOrOptions: string | TraceOptions<A, R> = {},
): MethodDecoratorFor<A, R> {
  return recordCalls('trace', nameOrOptions);
}
