import { type OpenAI } from 'openai';

/** An answer made of what the messages hold: the order and the articles, or one of the words to choose from. */
export function answerTo(messages: readonly OpenAI.ChatCompletionMessageParam[]): string {
  const instructions = textOf(messages.find(({ role }) => role === 'system'));
  const question = textOf(messages.findLast(({ role }) => role === 'user'));
  const choices = /one word of: (.+)/.exec(instructions)?.[1]?.split(', ');
  if (choices) return choices.find((choice) => question.toLowerCase().includes(choice)) ?? choices.at(-1) ?? '';
  const order = /^Order: ([^,]+), ([^,]+), (.+)$/m.exec(instructions);
  const article = /^Article: (.+)$/m.exec(instructions)?.[1];
  const sentences = [
    ...(order ? [`Your order ${order[1]} (${order[2]}): ${order[3]}.`] : []),
    ...(article ? [article] : []),
  ];
  return sentences.join(' ') || 'I do not know that; a colleague of mine will write to you.';
}

const textOf = (message: OpenAI.ChatCompletionMessageParam | undefined): string =>
  typeof message?.content === 'string' ? message.content : '';
