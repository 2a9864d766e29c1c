import { fields, rows } from '../parsers/shape.js';

/** The events that end a stream, by type: Anthropic's, OpenAI's Responses, Cohere's. */
const LAST_TYPES = new Set<unknown>([
  ...['message_stop', 'response.completed', 'response.incomplete', 'response.failed', 'message-end'],
]);

/**
 * Whether the model had nothing more to say after this message, so that who stops reading there has it all. Libraries
 * do stop there, before the end of the response.
 */
export function isLastWord(value: unknown): boolean {
  if (value === '[DONE]') return true;
  const { type, done, messageStop, choices, candidates } = fields(value);
  if (LAST_TYPES.has(type) || done === true || messageStop !== undefined) return true;
  const endings = [...rows(choices).map((choice) => choice['finish_reason']), ...rows(candidates).map(reasonOf)];
  return endings.length > 0 && endings.every(Boolean);
}

const reasonOf = (candidate: object): unknown => ('finishReason' in candidate ? candidate.finishReason : undefined);
