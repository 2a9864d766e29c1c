import { chatCompletion } from './chat-completion.js';
import { geminiUsage } from './gemini-stream.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest, type ParsedResult } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, rows, text } from './shape.js';
import { totalParser } from './total.js';

/** What is to be embedded: `contents` as the library takes them, `content` as it sends one of them. */
const isEmbedded = ({ model, content, contents }: Fields): boolean =>
  Array.isArray(fields(content)['parts']) || (contents !== undefined && text(model)?.includes('embed') === true);

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value)) return undefined;
  const [first = value] = rows(value['requests']); // Several contents are a request each, alike but for the text.
  if (!isEmbedded(first)) return undefined;
  const { model, content: _, contents: __, config, ...rest } = first;
  return present({
    provider: 'google',
    model: text(model)?.replace(/^models\//, ''),
    modelParameters: modelParameters({ ...rest, ...fields(config) }),
  });
}

const isVector = (value: unknown): boolean => Array.isArray(fields(value)['values']);

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value) || !(isVector(value['embedding']) || rows(value['embeddings']).some(isVector))) return undefined;
  return {
    provider: 'google',
    result: chatCompletion({ choices: [], usage: geminiUsage(value['usageMetadata']) }),
  };
}

/** Gemini's embeddings: model and usage only. Neither the texts nor the vectors are kept. */
export const geminiEmbeddings = totalParser({ name: 'gemini-embeddings', request, result, stream: () => undefined });
