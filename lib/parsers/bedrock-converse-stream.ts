import { newId } from '../protocol/ids.js';
import { type GenerationError, type Usage } from '../protocol/result.js';
import { bedrockBlock, isServed } from './bedrock-blocks.js';
import { chatCompletion } from './chat-completion.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { jsonValue } from './json-text.js';
import { assistantMessage, blocksOf } from './message-blocks.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { type Fields, fields, isFields, items, number, text } from './shape.js';
import { usage } from './usage.js';

/** Tokens read from or written to the cache are part of the prompt, though Bedrock counts them apart, not always into the total. */
function bedrockUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const { inputTokens, outputTokens, totalTokens, cacheReadInputTokens, cacheWriteInputTokens } = value;
  const input = number(inputTokens);
  const cached = (number(cacheReadInputTokens) ?? 0) + (number(cacheWriteInputTokens) ?? 0);
  const prompt = input === undefined ? undefined : input + cached;
  const isWhole = (number(totalTokens) ?? 0) >= (prompt ?? 0) + (number(outputTokens) ?? 0);
  return usage({ prompt, completion: outputTokens, total: isWhole ? totalTokens : undefined }, value);
}

/** A response of Converse as a chat completion; it tells neither a time nor its model. */
export function converseResult(value: Fields, error?: GenerationError): ParsedResult {
  const { output, stopReason, usage: counts, $metadata } = value;
  const content = fields(fields(output)['message'])['content'];
  const choice = { index: 0, message: assistantMessage(blocksOf(content, bedrockBlock)), ...finishReason(stopReason) };
  const id = value['id'] ?? fields($metadata)['requestId'];
  return {
    provider: 'bedrock',
    result: chatCompletion({ id, choices: [choice], usage: bedrockUsage(counts), error }),
  };
}

/** The exception that ends a stream of Bedrock's, an event under its name. */
export function exceptionIn(event: unknown): GenerationError | undefined {
  const [name, value] = Object.entries(fields(event)).find(([key]) => key.endsWith('Exception')) ?? [];
  return name === undefined ? undefined : { type: name, ...(errorBody(value) ?? { message: name }) };
}

export const CONVERSE_EVENTS = ['messageStart', 'contentBlockStart', 'contentBlockDelta', 'messageStop', 'metadata'];

/** The block, where it is a call of which no argument came: it has none. Bedrock's own call is told as it is whole. */
function withArguments(block: Fields): Fields {
  const { toolUse } = block;
  if (!isFields(toolUse)) return block;
  const input = text(toolUse['input']) ?? {};
  return { toolUse: { ...toolUse, input: isServed(toolUse) && typeof input === 'string' ? jsonValue(input) : input } };
}

/** Events of ConverseStream, each under its name, put together to the response they tell. */
export class BedrockConverseStream implements StreamMerge {
  private readonly id = newId();
  private readonly blocks = new Map<number, Fields>();
  private stopReason: unknown;
  private usage: unknown;
  private error: GenerationError | undefined;

  add(event: unknown): boolean {
    this.error ??= exceptionIn(event);
    for (const [name, value] of Object.entries(fields(event))) {
      const { contentBlockIndex, start, delta, stopReason, usage: counts } = fields(value);
      const index = number(contentBlockIndex) ?? 0;
      if (name === 'contentBlockStart') return this.start(index, fields(start));
      if (name === 'contentBlockDelta') return this.goOn(index, fields(delta));
      if (name === 'messageStop') this.stopReason = stopReason;
      if (name === 'metadata') this.usage = counts;
    }
    return false;
  }

  result(): ParsedResult | undefined {
    if (this.blocks.size === 0 && !this.error && !this.stopReason) return undefined;
    const blocks = [...this.blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    const content = this.stopReason === undefined ? blocks : blocks.map(withArguments);
    return converseResult(
      { id: this.id, output: { message: { content } }, stopReason: this.stopReason, usage: this.usage },
      this.error,
    );
  }

  private start(index: number, block: Fields): boolean {
    this.blocks.set(index, block);
    return isFields(block['toolUse']);
  }

  private goOn(index: number, delta: Fields): boolean {
    const before = this.blocks.get(index) ?? {};
    const input = text(fields(delta['toolUse'])['input']);
    const thought = text(fields(delta['reasoningContent'])['text']);
    const said = text(delta['text']);
    const append = (to: unknown, piece: string): string => (text(to) ?? '') + piece;
    const { citation, toolResult } = delta;
    if (Array.isArray(toolResult)) {
      const answer = fields(before['toolResult']);
      this.blocks.set(index, {
        toolResult: { ...answer, content: [...items(answer['content']), ...items(toolResult)] },
      });
    } else if (citation !== undefined) {
      this.blocks.set(index, { ...before, citations: [...items(before['citations']), citation] });
    } else if (said !== undefined) {
      this.blocks.set(index, { ...before, text: append(before['text'], said) });
    } else if (input !== undefined) {
      const call = fields(before['toolUse']);
      this.blocks.set(index, { toolUse: { ...call, input: append(call['input'], input) } });
    } else if (thought !== undefined) {
      const thoughts = fields(fields(before['reasoningContent'])['reasoningText'])['text'];
      this.blocks.set(index, { reasoningContent: { reasoningText: { text: append(thoughts, thought) } } });
    }
    return said !== undefined || input !== undefined || thought !== undefined;
  }
}
