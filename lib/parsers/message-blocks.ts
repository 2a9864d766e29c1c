import { type ChatMessage, type MessagePart, type MessageToolCall } from '../protocol/messages.js';
import { type ChatCompletionChoice } from '../protocol/result.js';
import { toldText } from './content-text.js';
import { present } from './present.js';
import { type Fields, isFields, items, text } from './shape.js';
import { argumentsText } from './tool-calls.js';

/** One block of a message of those APIs that put everything into its content. */
export type Block =
  | { kind: 'text'; text: string; citations?: readonly unknown[] }
  | { kind: 'thought'; text: string }
  | { kind: 'call'; call: MessageToolCall }
  | { kind: 'answer'; id: string; name?: string; content: string }
  | { kind: 'part'; part: MessagePart };

/** A text, with what it is taken from where that is told. */
export const textBlock = (value: unknown, citations?: unknown): Block => ({
  ...{ kind: 'text', text: text(value) ?? '' },
  ...(items(citations).length > 0 && { citations: items(citations) }),
});

export const thoughtBlock = (value: unknown): Block => ({ kind: 'thought', text: text(value) ?? '' });

export const callBlock = (id: unknown, name: unknown, given: unknown): Block => ({
  kind: 'call',
  call: {
    id: text(id) ?? '',
    type: 'function',
    function: { name: text(name) ?? '', arguments: argumentsText(given) },
  },
});

/** A tool's answer. */
export const answerBlock = (id: unknown, content: unknown, name?: unknown): Block => ({
  ...{ kind: 'answer', id: text(id) ?? '', content: toldText(content) },
  ...present({ name: text(name) }),
});

/** An image by its address, or by its bytes in base64. */
export const imageBlock = (url: unknown): Block => ({
  kind: 'part',
  part: { type: 'image_url', image_url: { url: text(url) ?? '' } },
});

/** What OpenAI has no shape for. */
export const otherBlock = (value: Fields, type = 'other'): Block => ({
  kind: 'part',
  part: { ...value, type: text(value['type']) ?? type },
});

/** The content's blocks; a string is one of text. */
export function blocksOf(content: unknown, block: (value: Fields) => Block | undefined): Block[] {
  if (typeof content === 'string') return [textBlock(content)];
  const list: readonly unknown[] = Array.isArray(content) ? content : [content];
  return list.flatMap((item) =>
    isFields(item) ? (block(item) ?? []) : typeof item === 'string' ? textBlock(item) : [],
  );
}

const joined = (blocks: readonly Block[], kind: 'text' | 'thought'): string =>
  blocks.map((block) => (block.kind === kind ? block.text : '')).join('');

const calls = (blocks: readonly Block[]): MessageToolCall[] | undefined => {
  const list = blocks.flatMap((block) => (block.kind === 'call' ? block.call : []));
  return list.length > 0 ? list : undefined;
};

const parts = (blocks: readonly Block[]): MessagePart[] =>
  blocks.flatMap((block): MessagePart[] => {
    if (block.kind === 'text') return [{ type: 'text', text: block.text }];
    return block.kind === 'part' ? [block.part] : [];
  });

/** A request's message: first the answers in it, each a tool message; then what it says and calls, if anything. */
export function chatMessagesOf(role: string, blocks: readonly Block[]): ChatMessage[] {
  const answers = blocks.flatMap((block): ChatMessage[] =>
    block.kind === 'answer'
      ? [{ role: 'tool', content: block.content, tool_call_id: block.id, ...present({ name: block.name }) }]
      : [],
  );
  const said = parts(blocks);
  const tool_calls = calls(blocks);
  if (said.length === 0 && !tool_calls && answers.length > 0) return answers;
  const isText = said.every((part) => part.type === 'text');
  const content = isText ? joined(blocks, 'text') || (tool_calls ? null : '') : said;
  return [...answers, { role, content, ...present({ tool_calls }) }];
}

/** A result's message: its text, what that is taken from, its calls, its thoughts, and the parts that OpenAI has no shape for. */
export function assistantMessage(blocks: readonly Block[]): ChatCompletionChoice['message'] {
  const others = blocks.flatMap((block) => (block.kind === 'part' ? block.part : []));
  const citations = blocks.flatMap((block) => (block.kind === 'text' ? (block.citations ?? []) : []));
  return {
    role: 'assistant',
    content: joined(blocks, 'text') || null,
    ...present({
      tool_calls: calls(blocks),
      reasoning_content: text(joined(blocks, 'thought')),
      parts: others.length > 0 ? others : undefined,
      citations: citations.length > 0 ? citations : undefined,
    }),
  };
}
