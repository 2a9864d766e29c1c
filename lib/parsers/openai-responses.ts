import { type ChatMessage } from '../protocol/messages.js';
import { responsesMessages } from './openai-responses-messages.js';
import { isResponse, OpenaiResponsesStream, responsesResult } from './openai-responses-stream.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { isFields, text } from './shape.js';
import { totalParser } from './total.js';

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !('input' in value)) return undefined;
  const { model, input, instructions, ...rest } = value;
  const name = text(model);
  const messages = responsesMessages(input);
  if (name === undefined || messages === undefined) return undefined;
  const system = text(instructions);
  const opening: ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: system }];
  return {
    provider: 'openai',
    model: name,
    messages: [...opening, ...messages],
    modelParameters: modelParameters(rest),
  };
}

/** OpenAI's Responses API. Its result stays as it is: the server understands it. */
export const openaiResponses = totalParser({
  name: 'openai-responses',
  request,
  result: (value) => (isResponse(value) ? responsesResult(value) : undefined),
  stream: (firstChunk) =>
    isFields(firstChunk) && text(firstChunk['type'])?.startsWith('response.') ? new OpenaiResponsesStream() : undefined,
});
