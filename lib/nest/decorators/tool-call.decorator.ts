import { type ToolCallOptions } from '../../logger/element-options.js';
import { type Known, type MethodDecoratorFor, type UnboundOptions } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a tool call: the arguments are the tool's, the result is what it gave. */
export function ToolCall<O extends UnboundOptions<ToolCallOptions>>(
  nameOrOptions: string | (O & Known<O, ToolCallOptions>) = {} as O & Known<O, ToolCallOptions>,
): MethodDecoratorFor<O> {
  return recordCalls('toolCall', nameOrOptions);
}
