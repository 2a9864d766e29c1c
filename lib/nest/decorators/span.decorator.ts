import { type SpanOptions } from '../../logger/element-options.js';
import { type MethodDecoratorFor } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a span: a step of the current trace, or of a trace of its own. */
export function Span<A extends unknown[] = [], R = unknown>(
  nameOrOptions: string | SpanOptions<A, R> = {},
): MethodDecoratorFor<A, R> {
  return recordCalls('span', nameOrOptions);
}
