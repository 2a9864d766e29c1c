import { newId } from '../protocol/ids.js';
import { isLangchainMessage, langchainBlocks, langchainMessages, messageType } from './langchain-messages.js';
import { added, langchainAnswer, llmResult, messageResult, reasonOf } from './langchain-result.js';
import { type Block } from './message-blocks.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { type Fields, fields, isFields, number, rows, text } from './shape.js';
import { ToolCallPieces } from './tool-call-pieces.js';
import { totalParser } from './total.js';

/** Chunks of a model's message, put together to the message they amount to. */
class LangchainStream implements StreamMerge {
  private id: unknown = newId();
  private readonly blocks: Block[] = [];
  private readonly calls = new ToolCallPieces();
  private metadata: Fields = {};
  private usage: Fields | undefined;

  add(chunk: unknown): boolean {
    const { id, response_metadata, usage_metadata, tool_call_chunks, ...rest } = fields(chunk);
    const blocks = langchainBlocks({ content: rest['content'], additional_kwargs: rest['additional_kwargs'] });
    const said = blocks.filter(
      (block) => block.kind === 'part' || ('text' in block && (block.text !== '' || 'citations' in block)),
    );
    const pieces = rows(tool_call_chunks);
    this.id = text(id) ?? this.id;
    this.blocks.push(...said);
    for (const { index, id: callId, name, args } of pieces) {
      this.calls.add({ index: number(index), id: text(callId), name: text(name), arguments: text(args) });
    }
    this.metadata = { ...this.metadata, ...fields(response_metadata) };
    if (isFields(usage_metadata)) this.usage = added(this.usage, usage_metadata);
    return said.length > 0 || pieces.length > 0;
  }

  result(): ParsedResult | undefined {
    const calls = this.calls.result(reasonOf(this.metadata) !== undefined) ?? [];
    if (this.blocks.length === 0 && calls.length === 0 && !this.usage) return undefined;
    const join = (kind: 'text' | 'thought'): string =>
      this.blocks.map((block) => (block.kind === kind ? block.text : '')).join('');
    return messageResult({
      id: this.id,
      content: [
        { type: 'text', text: join('text'), annotations: this.blocks.flatMap(citationsOf) },
        ...this.blocks.flatMap((block) => (block.kind === 'part' ? block.part : [])),
      ],
      additional_kwargs: { reasoning_content: join('thought') },
      tool_calls: calls.map((call) => ({ id: call.id, name: call.function.name, args: call.function.arguments })),
      response_metadata: this.metadata,
      usage_metadata: this.usage,
    });
  }
}

const citationsOf = (block: Block): readonly unknown[] => (block.kind === 'text' ? block.citations : undefined) ?? [];

/** Values of LangChain: messages that go in; messages, their chunks, results and states that come out. */
export const langchain = totalParser({
  name: 'langchain',
  request(value) {
    const messages = langchainMessages(value);
    return messages && { messages };
  },
  result(value) {
    const answer = langchainAnswer(value);
    if (answer) return messageResult(answer);
    return isFields(value) && Array.isArray(value['generations']) ? llmResult(value) : undefined;
  },
  stream: (firstChunk) =>
    isLangchainMessage(firstChunk) && messageType(firstChunk) === 'ai' ? new LangchainStream() : undefined,
});
