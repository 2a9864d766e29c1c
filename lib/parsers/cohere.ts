import { CohereStream, cohereResult } from './cohere-stream.js';
import { openaiChat } from './openai-chat.js';
import { type ParsedRequest } from './parser.js';
import { type Fields, fields, isFields, text } from './shape.js';
import { snakeCase } from './snake-case.js';
import { totalParser } from './total.js';

const OWN_MODEL = /^(command|c4ai-)/;

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !OWN_MODEL.test(text(value['model']) ?? '')) return undefined;
  const parsed = openaiChat.request(value);
  return parsed && { ...parsed, provider: 'cohere' };
}

/** Its message stands alone, where others have choices, each with an index, and the reason of its end beside it. */
const isResponse = (value: unknown): value is Fields =>
  isFields(value) &&
  isFields(value['message']) &&
  ('finish_reason' in value || 'finishReason' in value) &&
  !('index' in value);

/** Cohere's chat, version 2, also in the spelling of its library. */
export const cohere = totalParser({
  name: 'cohere',
  request,
  result: (value) => (isResponse(value) ? cohereResult(fields(snakeCase(value))) : undefined),
  stream: (firstEvent) =>
    isFields(firstEvent) && firstEvent['type'] === 'message-start' ? new CohereStream() : undefined,
});
