import { completionSaying } from '../protocol/completion-saying.js';
import { type ChatCompletionResult } from '../protocol/result.js';
import { jsonText } from './json-text.js';

/**
 * A result that no parser knows: a chat completion that says the value's text, or its JSON, `''` for undefined.
 *
 * @param model the request's, where it is known. @default 'unknown'
 */
export const fallbackResult = (value: unknown, model?: string): ChatCompletionResult =>
  completionSaying(typeof value === 'string' ? value : jsonText(value), model);
