import { bedrockBlock } from './bedrock-blocks.js';
import { BedrockConverseStream, CONVERSE_EVENTS, converseResult } from './bedrock-converse-stream.js';
import { blocksOf, chatMessagesOf } from './message-blocks.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, rows, text } from './shape.js';
import { totalParser } from './total.js';

const hasType = (block: Fields): boolean => 'type' in block;

/** Whether every message has blocks that tell their kind by a key, where others have a `type`. */
function hasConverseMessages(messages: unknown): boolean {
  const list = rows(messages);
  return list.length > 0 && list.every(({ content }) => Array.isArray(content) && !rows(content).some(hasType));
}

function request(value: unknown): ParsedRequest | undefined {
  const input = isFields(value) && isFields(value['input']) ? value['input'] : value; // A command holds its input.
  if (!isFields(input) || !hasConverseMessages(input['messages'])) return undefined;
  const { modelId, messages, system, inferenceConfig, ...rest } = input;
  const opening = rows(system).length > 0 ? chatMessagesOf('system', blocksOf(system, bedrockBlock)) : [];
  return present({
    provider: 'bedrock',
    model: text(modelId),
    messages: [
      ...opening,
      ...rows(messages).flatMap(({ role, content }) =>
        chatMessagesOf(text(role) ?? 'user', blocksOf(content, bedrockBlock)),
      ),
    ],
    modelParameters: modelParameters({ ...fields(inferenceConfig), ...rest }),
  });
}

const isConverse = (value: unknown): value is Fields =>
  isFields(value) && 'stopReason' in value && isFields(fields(value['output'])['message']);

const isEvent = (value: unknown): boolean => isFields(value) && CONVERSE_EVENTS.some((kind) => isFields(value[kind]));

/** AWS Bedrock's Converse and ConverseStream. A stream's chunk is an object with the event under its name. */
export const bedrockConverse = totalParser({
  name: 'bedrock-converse',
  request,
  result: (value) => (isConverse(value) ? converseResult(value) : undefined),
  stream: (firstChunk) => (isEvent(firstChunk) ? new BedrockConverseStream() : undefined),
});
