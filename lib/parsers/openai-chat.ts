import { type ChatCompletionChoice } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { chatMessages } from './chat-messages.js';
import { contentText } from './content-text.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { modelParameters } from './model-parameters.js';
import { isChatChunk, OpenaiChatStream } from './openai-chat-stream.js';
import { type ParsedRequest, type ParsedResult } from './parser.js';
import { type Fields, fields, isFields, items, number, rows, text, without } from './shape.js';
import { toolCalls } from './tool-calls.js';
import { totalParser } from './total.js';
import { openaiUsage } from './usage.js';

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value)) return undefined;
  const name = text(value['model']);
  const messages = name === undefined ? undefined : chatMessages(value['messages']);
  if (name === undefined || messages === undefined) return undefined;
  const { model: _, messages: __, ...rest } = value;
  return { provider: 'openai', model: name, messages, modelParameters: modelParameters(rest) };
}

const isWhole = (choice: unknown): boolean => isFields(choice) && isFields(choice['message']);

/** What a filter kept back may have no message. Perplexity's whole answers have an empty delta beside it. */
const isAnswer = (choice: unknown): boolean => isWhole(choice) || (isFields(choice) && !('delta' in choice));

/** A filter may leave no choices at all. */
const isCompletion = ({ object, choices }: Fields): boolean =>
  object === 'chat.completion'
    ? items(choices ?? []).every(isAnswer)
    : Array.isArray(choices) && choices.length > 0 && choices.every(isWhole);

/** The choice with everything the provider put into it; only its content may change, from parts to text. */
function choice(value: Fields, position: number): ChatCompletionChoice {
  const given = fields(value['message']);
  const { content, reasoning, parts } = contentText(given['content']);
  const calls = toolCalls(given['tool_calls']);
  const message = {
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...without(given, 'tool_calls'),
    role: text(given['role']) ?? 'assistant',
    content,
    ...(parts && { parts }),
    ...(calls && { tool_calls: calls }),
  };
  const reason = finishReason(value['finish_reason'] ?? value['stop_reason']); // Bedrock's Mistral has the latter.
  return { ...without(value, 'delta'), index: number(value['index']) ?? position, message, ...reason };
}

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value) || !isCompletion(value)) return undefined;
  const { id, created, model } = value;
  const [usage, choices] = [openaiUsage(value['usage']), rows(value['choices'])];
  // OpenRouter tells of a provider that broke off inside of the choice.
  const error = errorBody({ error: value['error'] ?? choices.find((one) => isFields(one['error']))?.['error'] });
  const parts = { id, created, model, choices: choices.map(choice), usage, error };
  const result = { ...(usage ? value : without(value, 'usage')), ...chatCompletion(parts) };
  const name = text(model);
  return { provider: 'openai', result, ...(name !== undefined && { model: name }) };
}

/** OpenAI's chat completions, and those of every server that speaks them. */
export const openaiChat = totalParser({
  name: 'openai-chat',
  request,
  result,
  stream: (firstChunk) => (isChatChunk(firstChunk) ? new OpenaiChatStream() : undefined),
});
