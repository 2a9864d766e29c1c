import { type Fields, fields, isFields, items, text } from './fields.js';

/**
 * What a model said, as one text: its words, then the tools it asked for, each as `→ name(arguments)`. Reads chat and text
 * completions and Responses objects; several choices stand one below the other. `''` where there is nothing.
 */
export function answerOf(result: unknown): string {
  const { choices, output } = fields(result);
  const parts = Array.isArray(output) ? output.flatMap(outputParts) : items(choices).flatMap(choiceParts);
  return parts.filter((part) => part !== '').join('\n');
}

// The Go SDK writes a choice's `messages`, a list.
function choiceParts(choice: unknown): string[] {
  const { text: completion, message, messages } = fields(choice);
  const said = isFields(message) ? [message] : items(messages).map(fields);
  return [text(completion) ?? '', ...said.flatMap(messageParts)];
}

function messageParts({ content, refusal, tool_calls, function_call }: Fields): string[] {
  const calls = [...items(tool_calls).map((call) => fields(call)['function']), function_call].filter(isFields);
  return [contentText(content), text(refusal) ?? '', ...calls.map(callText)];
}

function outputParts(item: unknown): string[] {
  const output = fields(item);
  if (output['type'] === 'function_call') return [callText(output)];
  return output['type'] === 'message' ? [contentText(output['content'])] : [];
}

function contentText(content: unknown): string {
  if (!Array.isArray(content)) return text(content) ?? '';
  return content
    .map(fields)
    .map((part) => text(part['text'] ?? part['refusal']) ?? `[${text(part['type']) ?? 'part'}]`)
    .join('');
}

const callText = (call: Fields): string => `→ ${text(call['name']) ?? ''}(${text(call['arguments']) ?? ''})`;
