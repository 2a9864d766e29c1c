import { type MessageToolCall } from '../protocol/messages.js';
import { jsonText } from './json-text.js';
import { fields, isFields, text } from './shape.js';

/** Arguments as the protocol wants them: JSON text. */
export const argumentsText = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value));

/**
 * A function call as OpenAI and those who follow it shape it; a custom tool's input is its arguments.
 *
 * @param isWhole nothing of it is to come: a function of which no argument is told has none
 */
export function toolCall(value: unknown, isWhole = true): MessageToolCall | undefined {
  if (!isFields(value)) return undefined;
  const { id, type, function: called, custom, index: _, ...extra } = value;
  const { name, arguments: given, input, ...more } = fields(called ?? custom);
  if (text(name) === undefined && text(id) === undefined) return undefined;
  const none = isWhole && isFields(called) ? {} : '';
  return {
    ...extra,
    id: text(id) ?? '',
    type: text(type) ?? 'function',
    function: { ...more, name: text(name) ?? '', arguments: argumentsText((given ?? input) || none) },
  };
}

/** The calls of a message; undefined where it has none. @param isWhole see `toolCall` */
export function toolCalls(value: unknown, isWhole = true): MessageToolCall[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const calls = value.flatMap((call) => toolCall(call, isWhole) ?? []);
  return calls.length > 0 ? calls : undefined;
}
