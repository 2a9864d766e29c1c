import { chatCompletion } from './chat-completion.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest, type ParsedResult } from './parser.js';
import { present } from './present.js';
import { isFields, rows, text } from './shape.js';
import { totalParser } from './total.js';
import { openaiUsage } from './usage.js';

/** Whether a request's input is to be embedded: several texts or tokens, or one text for a model that embeds. */
const isEmbedded = (input: unknown, model: string): boolean =>
  Array.isArray(input)
    ? input.length > 0 && !input.some(isFields)
    : typeof input === 'string' && /embed|(^|\/)(bge|e5|gte)-/i.test(model);

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !('input' in value)) return undefined;
  const { model, input, ...rest } = value;
  const name = text(model);
  if (name === undefined || !isEmbedded(input, name)) return undefined;
  return { provider: 'openai', model: name, modelParameters: modelParameters(rest) };
}

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value) || !Array.isArray(value['data'])) return undefined;
  const { data, model, usage } = value;
  if (!rows(data).some((row) => row['object'] === 'embedding')) return undefined;
  return present({
    provider: 'openai',
    model: text(model),
    result: chatCompletion({ model, choices: [], usage: openaiUsage(usage) }),
  });
}

/** OpenAI's embeddings: model and usage only. Neither the texts nor the vectors are kept. */
export const openaiEmbeddings = totalParser({ name: 'openai-embeddings', request, result, stream: () => undefined });
