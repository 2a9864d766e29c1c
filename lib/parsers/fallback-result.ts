import { type ChatCompletionResult } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { jsonText } from './json-text.js';

/**
 * A result that no parser knows: a chat completion that says the value's text, or its JSON, `''` for undefined.
 *
 * @param model the request's, where it is known. @default 'unknown'
 */
export function fallbackResult(value: unknown, model?: string): ChatCompletionResult {
  const content = typeof value === 'string' ? value : jsonText(value);
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: null };
  return chatCompletion({ model, choices: [choice] });
}
