import { fields, number, rows } from '../parsers/shape.js';

/** The events that end a stream, by type: Anthropic's, OpenAI's Responses, Cohere's, the AI SDK's. */
const LAST_TYPES = new Set<unknown>([
  ...['message_stop', 'response.completed', 'response.incomplete', 'response.failed', 'message-end', 'finish'],
]);

/**
 * Whether the model has had its last word in a stream, so that who stops reading there has it all. Libraries do stop
 * there, before the end of the response.
 */
export class LastWord {
  private said = false;
  /** The answers that began, by index, and whether each has ended. */
  private readonly answers = new Map<number, boolean>();

  get isSaid(): boolean {
    return this.said;
  }

  add(message: unknown): void {
    const { type, done, messageStop, choices, candidates } = fields(message);
    for (const answer of [...rows(choices), ...rows(candidates)]) {
      const index = number(answer['index']) ?? 0;
      const reason = answer['finish_reason'] ?? answer['finishReason'];
      this.answers.set(index, Boolean(reason) || this.answers.get(index) === true);
    }
    const areOver = this.answers.size > 0 && [...this.answers.values()].every(Boolean);
    this.said ||= message === '[DONE]' || LAST_TYPES.has(type) || done === true || messageStop !== undefined || areOver;
  }
}
