import { newId } from '../protocol/ids.js';
import { type ChatCompletionChoice, type ChatCompletionResult, type Usage } from '../protocol/result.js';
import { type GenerationError } from '../protocol/result.js';
import { number, text } from './shape.js';

/** What a provider told of a completion; each of the first three may be anything. */
export interface CompletionParts {
  id?: unknown;
  /** Epoch seconds. */
  created?: unknown;
  model?: unknown;
  choices: ChatCompletionChoice[];
  usage?: Usage | undefined;
  error?: GenerationError | undefined;
}

/**
 * A chat completion with the parts that the protocol demands: where the provider tells none, a new id, now, and the
 * model `unknown`.
 */
export function chatCompletion({ id, created, model, choices, usage, error }: CompletionParts): ChatCompletionResult {
  return {
    id: text(id) ?? newId(),
    object: 'chat.completion',
    created: Math.floor(number(created) || Date.now() / 1000),
    model: text(model) ?? 'unknown',
    choices,
    ...(usage && { usage }),
    ...(error && { error }),
  };
}
