import { type Fields, fields, isFields, items, number } from '../parsers/shape.js';

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

  /** @param asked how many answers were asked for: one may end before another begins */
  constructor(private readonly asked = 1) {}

  get isSaid(): boolean {
    return this.said;
  }

  add(message: unknown): void {
    const { type, done, messageStop, choices, candidates } = fields(message);
    this.said ||= message === '[DONE]' || LAST_TYPES.has(type) || done === true || messageStop !== undefined;
    for (const answer of items(choices ?? candidates)) if (isFields(answer)) this.addAnswer(answer);
  }

  private addAnswer({ index, finish_reason, finishReason }: Fields): void {
    const position = number(index) ?? 0;
    const isOver = Boolean(finish_reason ?? finishReason);
    if (isOver || !this.answers.has(position)) this.answers.set(position, isOver);
    if (isOver && this.answers.size >= this.asked) this.said ||= [...this.answers.values()].every(Boolean);
  }
}
