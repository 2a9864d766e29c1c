import { type Cost, type Usage } from '../result.js';
import { fields, isFields, number } from './fields.js';

/** The tokens of a result, chat completion or Responses object, in OpenAI's three counts. Undefined where it tells none. */
export function usageOf(result: unknown): Usage | undefined {
  const { usage } = fields(result);
  if (!isFields(usage)) return undefined;
  const prompt = number(usage['prompt_tokens']) ?? number(usage['input_tokens']);
  const completion = number(usage['completion_tokens']) ?? number(usage['output_tokens']);
  const total = number(usage['total_tokens']);
  if (prompt === undefined && completion === undefined && total === undefined) return undefined;
  return {
    ...usage,
    prompt_tokens: prompt ?? 0,
    completion_tokens: completion ?? 0,
    total_tokens: total ?? (prompt ?? 0) + (completion ?? 0),
  };
}

/** What a call cost, in US dollars. Undefined where no total is told. */
export function costOf(value: unknown): Cost | undefined {
  const { input, output, total } = fields(value);
  const sum = number(total);
  return sum === undefined ? undefined : { input: number(input) ?? 0, output: number(output) ?? 0, total: sum };
}
