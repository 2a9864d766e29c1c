import { type GenerationOptions } from '../../logger/element-options.js';
import { type GenerationResult } from '../../protocol/result.js';
import { type Known, type MethodDecoratorFor, type UnboundOptions } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/**
 * Records each call of the method as a generation: one call of a model.
 *
 * What the options leave unsaid is read from an argument that is a known LLM request, a message array, or a sole
 * string, and the rest from what the method gives, streams included.
 */
export function Generation<O extends UnboundOptions<GenerationOptions>>(
  nameOrOptions: string | (O & Known<O, GenerationOptions>) = {} as O & Known<O, GenerationOptions>,
): MethodDecoratorFor<O, GenerationResult> {
  return recordCalls('generation', nameOrOptions);
}
