import { newId } from './ids.js';
import { type ChatCompletionResult } from './result.js';

/**
 * A chat completion that says no more than a text.
 *
 * @param model @default 'unknown'
 */
export const completionSaying = (content: string, model = 'unknown'): ChatCompletionResult => ({
  id: newId(),
  object: 'chat.completion',
  created: Math.floor(Date.now() / 1000),
  model: model === '' ? 'unknown' : model,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: null }],
});
