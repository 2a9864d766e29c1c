import { type ChatMessage } from '../protocol/messages.js';
import {
  type Block,
  blocksOf,
  callBlock,
  chatMessagesOf,
  imageBlock,
  otherBlock,
  textBlock,
  thoughtBlock,
} from './message-blocks.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, rows, text } from './shape.js';

/** What a message is; before version 1 a method says it. */
export function messageType(message: Fields): string | undefined {
  const { type, _getType } = message;
  return text(type) ?? (typeof _getType === 'function' ? text(_getType.call(message)) : undefined);
}

/** Whether a value is a message of LangChain, whichever copy of the package made it. */
export const isLangchainMessage = (value: unknown): value is Fields =>
  isFields(value) && items(value['lc_namespace']).includes('messages') && messageType(value) !== undefined;

/** Calls among a message's content, which stand beside it too, under `tool_calls`. */
const CALLS = new Set<unknown>([
  ...['tool_use', 'input_json_delta', 'functionCall', 'function_call'],
  ...['tool_call', 'tool_call_chunk', 'invalid_tool_call'],
]);

/** Thoughts as OpenAI's Responses sum them up. */
const summed = (reasoning: unknown): string =>
  rows(fields(reasoning)['summary'])
    .map((part) => text(part['text']) ?? '')
    .join('');

/** The address of an image in LangChain's own words: its URL, or its bytes. */
function imageUrl({ url, data, mimeType, mime_type }: Fields): string | undefined {
  if (text(url) !== undefined) return text(url);
  return typeof data === 'string' ? `data:${text(mimeType ?? mime_type) ?? 'image'};base64,${data}` : undefined;
}

/** A part of a message's content. */
function contentBlock(value: Fields): Block | undefined {
  const { type, image_url } = value;
  if (type === 'text' || type === 'text_delta')
    return textBlock(value['text'], value['annotations'] ?? value['citations']);
  if (type === 'thinking' || type === 'reasoning')
    return thoughtBlock(value['thinking'] ?? value['reasoning'] ?? summed(value));
  if (type === 'image_url') return imageBlock(fields(image_url)['url'] ?? image_url);
  const url = type === 'image' ? imageUrl(value) : undefined;
  if (url !== undefined) return imageBlock(url);
  return CALLS.has(type) ? undefined : otherBlock(value);
}

/** The blocks of a message; thoughts of OpenAI and its compatible servers stand in its additional arguments. */
export function langchainBlocks({ content, tool_calls, invalid_tool_calls, additional_kwargs }: Fields): Block[] {
  const { reasoning_content, reasoning } = fields(additional_kwargs);
  return [
    thoughtBlock(reasoning_content ?? summed(reasoning)),
    ...blocksOf(content, contentBlock).filter((block) => block.kind !== 'text' || block.text !== '' || block.citations),
    ...[...rows(tool_calls), ...rows(invalid_tool_calls)].map(({ id, name, args }) => callBlock(id, name, args)),
  ];
}

const ROLES = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['developer', 'system'],
  ['function', 'tool'],
]);

function message(value: Fields): ChatMessage[] {
  const { role, name, tool_call_id } = value;
  const type = String(messageType(value));
  const kind = type === 'generic' ? (text(role) ?? 'user') : type;
  const own = present({ name: text(name), tool_call_id: text(tool_call_id) });
  return chatMessagesOf(ROLES.get(kind) ?? kind, langchainBlocks(value)).map((told) => ({ ...told, ...own }));
}

/** The messages of a list each of whose elements is one of LangChain's, or of a state that holds such a list. */
export function langchainMessages(value: unknown): ChatMessage[] | undefined {
  const list = isFields(value) && !isLangchainMessage(value) ? value['messages'] : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isLangchainMessage)) return undefined;
  return list.flatMap(message);
}
