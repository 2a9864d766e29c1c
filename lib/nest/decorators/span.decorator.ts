import { type SpanOptions } from '../../logger/element-options.js';
import { type Known, type MethodDecoratorFor, type UnboundOptions } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a span: a step of the current trace, or of a trace of its own. */
export function Span<O extends UnboundOptions<SpanOptions>>(
  nameOrOptions: string | (O & Known<O, SpanOptions>) = {} as O & Known<O, SpanOptions>,
): MethodDecoratorFor<O> {
  return recordCalls('span', nameOrOptions);
}
