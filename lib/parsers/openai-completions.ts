import { type ChatMessage } from '../protocol/messages.js';
import { jsonText } from './json-text.js';
import { modelParameters } from './model-parameters.js';
import { OpenaiCompletionsStream, textCompletion } from './openai-completions-stream.js';
import { type ParsedRequest } from './parser.js';
import { type Fields, isFields, text } from './shape.js';
import { totalParser } from './total.js';

/** A user message for each prompt; prompts of tokens are written as JSON. */
function prompts(prompt: unknown): ChatMessage[] | undefined {
  if (typeof prompt === 'string') return [{ role: 'user', content: prompt }];
  if (!Array.isArray(prompt)) return undefined;
  const several = prompt.every((item) => typeof item === 'string') ? prompt : [jsonText(prompt)];
  return several.map((content) => ({ role: 'user', content }));
}

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !('prompt' in value)) return undefined;
  const { model, prompt, ...rest } = value;
  const name = text(model);
  const messages = prompts(prompt);
  if (name === undefined || messages === undefined) return undefined;
  return { provider: 'openai', model: name, messages, modelParameters: modelParameters(rest) };
}

/** Together spells it with a dot. */
const KINDS = new Set<unknown>(['text_completion', 'text.completion']);

const isTextCompletion = (value: unknown): value is Fields =>
  isFields(value) && KINDS.has(value['object']) && Array.isArray(value['choices']);

/** OpenAI's text completions, the API before chat. */
export const openaiCompletions = totalParser({
  name: 'openai-completions',
  request,
  result: (value) => (isTextCompletion(value) ? textCompletion(value) : undefined),
  stream: (firstChunk) => (isTextCompletion(firstChunk) ? new OpenaiCompletionsStream() : undefined),
});
