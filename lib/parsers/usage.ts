import { type Usage } from '../protocol/result.js';
import { type Fields, fields, isFields, number } from './shape.js';

/** The counts of a provider, under OpenAI's names. */
interface Counts {
  prompt: unknown;
  completion: unknown;
  total?: unknown;
}

/**
 * OpenAI's three counts beside whatever the provider itself told (cached, reasoning, audio tokens …), under the
 * provider's own names. Undefined where it told no count: absent usage is not zero usage.
 */
export function usage({ prompt, completion, total }: Counts, details: Fields = {}): Usage | undefined {
  const [input, output, sum] = [number(prompt), number(completion), number(total)];
  if (input === undefined && output === undefined && sum === undefined) return undefined;
  const promptTokens = input ?? Math.max(0, (sum ?? 0) - (output ?? 0));
  const completionTokens = output ?? Math.max(0, (sum ?? 0) - promptTokens);
  return {
    ...details,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: sum ?? promptTokens + completionTokens,
  };
}

/** What was generated. Thoughts are a part of it, though xAI counts them into the total alone. */
function generated({ prompt_tokens, completion_tokens, total_tokens, completion_tokens_details }: Fields): unknown {
  const thoughts = number(fields(completion_tokens_details)['reasoning_tokens']);
  const [prompt, said] = [number(prompt_tokens), number(completion_tokens)];
  if (thoughts === undefined || prompt === undefined || said === undefined) return completion_tokens;
  return prompt + said + thoughts === total_tokens ? said + thoughts : said;
}

/** Usage as OpenAI's completions tell it. */
export function openaiUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  return usage({ prompt: value['prompt_tokens'], completion: generated(value), total: value['total_tokens'] }, value);
}
