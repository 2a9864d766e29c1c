import { aiSdkModel, isAiSdkModel } from './ai-sdk-model.js';
import { chatCompletion } from './chat-completion.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest, type ParsedResult } from './parser.js';
import { fields, isFields, items } from './shape.js';
import { totalParser } from './total.js';
import { usage } from './usage.js';

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !isAiSdkModel(value['model']) || !('value' in value || 'values' in value)) return undefined;
  const { model, value: _, values: __, ...rest } = value;
  return { ...aiSdkModel(model), modelParameters: modelParameters(rest) };
}

const isVector = (value: unknown): boolean => typeof items(value)[0] === 'number';

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value) || !(isVector(value['embedding']) || isVector(items(value['embeddings'])[0]))) return undefined;
  const { tokens } = fields(value['usage']);
  return { result: chatCompletion({ choices: [], usage: usage({ prompt: tokens, completion: undefined }) }) };
}

/** Embeddings of the AI SDK and of its gateway: model and usage only. Neither the texts nor the vectors are kept. */
export const aiSdkEmbeddings = totalParser({ name: 'ai-sdk-embeddings', request, result, stream: () => undefined });
