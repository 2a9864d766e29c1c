import { rows } from './shape.js';
import { attempt } from './total.js';

/** What a trace shows of a conversation: the content of what the user said last, else of its last message. Total. */
export const lastMessage = (messages: unknown): unknown =>
  attempt(() => {
    const said = rows(messages);
    return (said.findLast(({ role }) => role === 'user') ?? said.at(-1))?.['content'];
  }, undefined);
