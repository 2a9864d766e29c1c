import { anthropicBlock } from './anthropic-blocks.js';
import { anthropicResult, AnthropicStream } from './anthropic-stream.js';
import { chatMessages } from './chat-messages.js';
import { blocksOf, chatMessagesOf } from './message-blocks.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { type Fields, isFields, items, rows, text } from './shape.js';
import { totalParser } from './total.js';

const OWN_BLOCKS = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'document']);
const OWN_KEYS = ['system', 'anthropic_version', 'stop_sequences', 'mcp_servers'];
const FOREIGN_ROLES = new Set<unknown>(['tool', 'function', 'developer']);
const FOREIGN_KEYS = ['tool_calls', 'tool_call_id', 'function_call'];

const isOwnBlock = (block: Fields): boolean => OWN_BLOCKS.has(String(block['type'])) || isFields(block['source']);

/** Other models think too, but nobody else gives them a budget for it, or lets them choose it. */
const isOwnThinking = (thinking: unknown): boolean =>
  isFields(thinking) && ('budget_tokens' in thinking || thinking['type'] === 'adaptive');

/** Whether a message is OpenAI's, whose calls and answers stand beside the content, or Converse's, by its untyped blocks. */
const isForeignMessage = (message: Fields): boolean =>
  FOREIGN_ROLES.has(message['role']) ||
  FOREIGN_KEYS.some((key) => key in message) ||
  rows(message['content']).some((block) => !('type' in block));

/**
 * Whether a request that resembles OpenAI's is Anthropic's: by its model, a key, a tool or a block of its own. Gateways
 * take OpenAI's shape for Anthropic's models.
 */
function isAnthropic(value: Fields): boolean {
  const [tools, messages] = [rows(value['tools']), rows(value['messages'])];
  const isMarked =
    text(value['model'])?.startsWith('claude') === true ||
    OWN_KEYS.some((key) => key in value) ||
    isOwnThinking(value['thinking']) ||
    tools.some((tool) => 'input_schema' in tool) ||
    messages.some(({ content }) => Array.isArray(content) && rows(content).some(isOwnBlock));
  return isMarked && !tools.some((tool) => 'function' in tool) && !messages.some(isForeignMessage);
}

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !isAnthropic(value) || !chatMessages(value['messages'])) return undefined;
  const { model, messages, system, anthropic_version: version, ...rest } = value;
  const name = text(model);
  if (name === undefined && version === undefined) return undefined;
  const opening = system ? [{ role: 'system', content: system }] : [];
  return present({
    provider: 'anthropic',
    model: name,
    messages: [...opening, ...items(messages).filter(isFields)].flatMap(({ role, content }) =>
      chatMessagesOf(String(role), blocksOf(content, anthropicBlock)),
    ),
    modelParameters: modelParameters(rest),
  });
}

const isMessage = (value: unknown): value is Fields =>
  isFields(value) && value['type'] === 'message' && value['role'] === 'assistant' && Array.isArray(value['content']);

/** Anthropic's Messages API. */
export const anthropic = totalParser({
  name: 'anthropic',
  request,
  result: (value) => (isMessage(value) ? anthropicResult(value) : undefined),
  stream: (firstChunk) =>
    isFields(firstChunk) && firstChunk['type'] === 'message_start' && isMessage(firstChunk['message'])
      ? new AnthropicStream()
      : undefined,
});
