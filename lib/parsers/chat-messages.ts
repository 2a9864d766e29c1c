import { type ChatMessage, type MessagePart } from '../protocol/messages.js';
import { jsonText } from './json-text.js';
import { fields, isFields, text } from './shape.js';
import { toolCall, toolCalls } from './tool-calls.js';

const isPart = (value: unknown): value is MessagePart => isFields(value) && typeof value['type'] === 'string';

function messagePart(value: unknown): MessagePart {
  if (isPart(value)) return value;
  return { type: 'text', text: typeof value === 'string' ? value : jsonText(value) };
}

/** A message's content as the protocol has it: text, parts, or null. */
function messageContent(content: unknown): string | MessagePart[] | null {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return null;
  return Array.isArray(content) ? content.map(messagePart) : jsonText(content);
}

/** Roles that the protocol does not list, by those that mean the same. */
const ROLES = new Map([
  ['developer', 'system'],
  ['function', 'tool'],
]);

/**
 * A message in OpenAI's shape, or undefined where it has no role. The function call of OpenAI's first models becomes a
 * tool call that has the function's name for its id, and its answer a tool message.
 */
export function chatMessage(value: unknown): ChatMessage | undefined {
  if (!isFields(value) || text(value['role']) === undefined) return undefined;
  const { content, refusal, tool_calls, toolCalls: renamed, tool_call_id, toolCallId, name, function_call } = value;
  const role = String(value['role']);
  const legacyCall = isFields(function_call)
    ? toolCall({ id: fields(function_call)['name'], type: 'function', function: function_call })
    : undefined;
  const calls = toolCalls(tool_calls ?? renamed) ?? (legacyCall && [legacyCall]);
  const answered = text(tool_call_id) ?? text(toolCallId) ?? (role === 'function' ? text(name) : undefined);
  return {
    role: ROLES.get(role) ?? role,
    content: messageContent(content ?? refusal),
    ...(calls && { tool_calls: calls }),
    ...(answered !== undefined && { tool_call_id: answered }),
    ...(text(name) !== undefined && { name: String(name) }),
  };
}

/** The messages of an array each of whose elements is one; undefined for anything else. */
export function chatMessages(value: unknown): ChatMessage[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages: ChatMessage[] = [];
  for (const item of value) {
    const message = chatMessage(item);
    if (!message) return undefined;
    messages.push(message);
  }
  return messages;
}
