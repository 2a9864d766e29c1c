import { type ChatMessage } from '../protocol/messages.js';
import { responsesMessages } from './openai-responses-messages.js';
import { isResponse, OpenaiResponsesStream, responsesResult } from './openai-responses-stream.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, text } from './shape.js';
import { totalParser } from './total.js';

/** A prompt that OpenAI keeps: it may hold all that is to be said, and the model. */
const isStored = (prompt: unknown): boolean => text(fields(prompt)['id'])?.startsWith('pmpt_') === true;

/** A conversation that OpenAI keeps may go on without anything new. */
function goesOn({ input, previous_response_id, conversation }: Fields): boolean {
  const id = text(fields(conversation)['id'] ?? conversation);
  return input === undefined && (text(previous_response_id) !== undefined || id?.startsWith('conv_') === true);
}

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value)) return undefined;
  const name = text(value['model']);
  const messages = responsesMessages(value['input']) ?? (goesOn(value) ? [] : undefined);
  if (!isStored(value['prompt']) && (name === undefined || messages === undefined)) return undefined;
  const { model: _, input, instructions, ...rest } = value;
  const system = text(instructions);
  const opening: ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: system }];
  const said = [...opening, ...(messages ?? [])];
  return present({
    provider: 'openai',
    model: name,
    messages: said.length > 0 || input !== undefined ? said : undefined,
    modelParameters: modelParameters(rest),
  });
}

/** OpenAI's Responses API. Its result stays as it is: the server understands it. */
export const openaiResponses = totalParser({
  name: 'openai-responses',
  request,
  result: (value) => (isResponse(value) ? responsesResult(value) : undefined),
  stream: (firstChunk) =>
    isFields(firstChunk) && text(firstChunk['type'])?.startsWith('response.') ? new OpenaiResponsesStream() : undefined,
});
