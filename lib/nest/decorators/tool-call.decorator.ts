import { type ToolCallOptions } from '../../logger/element-options.js';
import { type MethodDecoratorFor } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a tool call: the arguments are the tool's, the result is what it gave. */
export function ToolCall<A extends unknown[] = [], R = unknown>(
  nameOrOptions: string | ToolCallOptions<A, R> = {},
): MethodDecoratorFor<A, R> {
  return recordCalls('toolCall', nameOrOptions);
}
