import { chatCompletion } from '../parsers/chat-completion.js';
import { type ParsedResult } from '../parsers/parser.js';
import { fields } from '../parsers/shape.js';
import { usage } from '../parsers/usage.js';
import { type Usage } from '../protocol/result.js';
import { type KeptHeaders } from './headers.js';

/** The tokens that Bedrock counts in the headers of an answer, whichever vendor's body it has. */
function headerUsage(headers: KeptHeaders): Usage | undefined {
  const [prompt, completion] = ['input', 'output'].map((side) => headers.get(`x-amzn-bedrock-${side}-token-count`));
  return usage({ prompt: prompt && Number(prompt), completion: completion && Number(completion) });
}

/** What was read of an answer, with the tokens of its headers where its body tells none. */
export function withHeaderUsage(parsed: ParsedResult | undefined, headers: KeptHeaders): ParsedResult | undefined {
  if (fields(parsed?.result)['usage'] !== undefined) return parsed;
  const counted = headerUsage(headers);
  if (!counted) return parsed;
  return { ...parsed, result: { ...(parsed?.result ?? chatCompletion({ choices: [] })), usage: counted } };
}
