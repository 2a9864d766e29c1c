import { type ChatMessage } from '../protocol/messages.js';
import { chatMessages } from './chat-messages.js';

/**
 * Messages of a method's arguments where none is a request: the first argument that is a message array, or the text of
 * a sole string argument as a user's message.
 */
export function plainArguments(args: readonly unknown[]): ChatMessage[] | undefined {
  for (const argument of args) {
    const messages = chatMessages(argument);
    if (messages && messages.length > 0) return messages;
  }
  const given = args.filter((argument) => argument !== undefined);
  const [sole] = given;
  return given.length === 1 && typeof sole === 'string' ? [{ role: 'user', content: sole }] : undefined;
}
