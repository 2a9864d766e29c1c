import { type Block, answerBlock, callBlock, otherBlock, textBlock, thoughtBlock } from './message-blocks.js';
import { type Fields, fields, isFields, rows, text } from './shape.js';

/** A tool's answer: its texts, or a JSON value, alone or among others. */
function answer({ toolUseId, content }: Fields): Block {
  const [first, ...more] = rows(content);
  return answerBlock(toolUseId, more.length === 0 && first && 'json' in first ? first['json'] : content);
}

/** Whether a tool's call or answer is of one that Bedrock runs by itself: those of the app have no type. */
export const isServed = (tool: unknown): tool is Fields => isFields(tool) && text(tool['type']) !== undefined;

/** A block of Bedrock's Converse, told by the key of its kind. */
export function bedrockBlock(value: Fields): Block | undefined {
  const { toolUse, toolResult, reasoningContent, guardContent, citationsContent } = value;
  if (text(value['text']) !== undefined) return textBlock(value['text'], value['citations']);
  if (isServed(toolUse)) return otherBlock(value, 'toolUse');
  if (isServed(toolResult)) return otherBlock(value, 'toolResult');
  if (isFields(toolUse)) return callBlock(toolUse['toolUseId'], toolUse['name'], toolUse['input'] ?? '');
  if (isFields(toolResult)) return answer(toolResult);
  if (isFields(reasoningContent)) return thoughtBlock(fields(reasoningContent['reasoningText'])['text']);
  if (isFields(citationsContent)) {
    const said = rows(citationsContent['content']).map((part) => text(part['text']) ?? '');
    return textBlock(said.join(''), citationsContent['citations']);
  }
  if (isFields(guardContent) && isFields(guardContent['text'])) return textBlock(guardContent['text']['text']);
  const [kind] = Object.keys(value);
  return kind === undefined || kind === 'text' || kind === 'cachePoint' ? undefined : otherBlock(value, kind);
}
