import { newId } from '../protocol/ids.js';
import { type GenerationError, type Usage } from '../protocol/result.js';
import { anthropicBlock } from './anthropic-blocks.js';
import { chatCompletion } from './chat-completion.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { jsonValue } from './json-text.js';
import { assistantMessage, blocksOf } from './message-blocks.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, number, text } from './shape.js';
import { usage } from './usage.js';

/** What was read from or written to the cache is part of the prompt, though Anthropic counts it apart. */
function anthropicUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = value;
  const prompt = [input_tokens, cache_read_input_tokens, cache_creation_input_tokens].flatMap(
    (count) => number(count) ?? [],
  );
  const sum = prompt.length > 0 ? prompt.reduce((a, b) => a + b) : undefined;
  return usage({ prompt: sum, completion: output_tokens }, value);
}

/** A message of Anthropic's as a chat completion. */
export function anthropicResult(message: Fields, error?: GenerationError): ParsedResult {
  const { id, model, content, stop_reason, stop_sequence, usage: counts } = message;
  const choice = {
    index: 0,
    message: assistantMessage(blocksOf(content, anthropicBlock)),
    ...finishReason(stop_reason),
    ...present({ stop_sequence: text(stop_sequence) }),
  };
  return present({
    provider: 'anthropic',
    model: text(model),
    result: chatCompletion({ id, model, choices: [choice], usage: anthropicUsage(counts), error }),
  });
}

/** The field of a block that each kind of delta goes on with. */
const GROWS: Record<string, readonly [delta: string, field: string]> = {
  text_delta: ['text', 'text'],
  thinking_delta: ['thinking', 'thinking'],
  input_json_delta: ['partial_json', 'input'],
  compaction_delta: ['content', 'content'],
};

/** Events of a streamed message, put together to the message they tell. */
export class AnthropicStream implements StreamMerge {
  private readonly blocks = new Map<number, Record<string, unknown>>();
  /** What calls open with: all of their input, where no piece of it follows. */
  private readonly inputs = new Map<number, unknown>();
  private message: Fields = { id: newId() };
  private error: GenerationError | undefined;

  add(event: unknown): boolean {
    const { type, message, index, content_block, delta, usage: counts } = fields(event);
    switch (type) {
      case 'message_start':
        this.message = { ...this.message, ...fields(message) };
        return false;
      case 'content_block_start':
        return this.start(number(index) ?? 0, fields(content_block));
      case 'content_block_delta':
        return this.goOn(number(index) ?? 0, fields(delta));
      case 'message_delta':
        this.message = {
          ...this.message,
          ...told(delta),
          usage: { ...fields(this.message['usage']), ...told(counts) },
        };
        return false;
      case 'error':
        this.error = errorBody(event);
        return false;
      default:
        return false;
    }
  }

  result(): ParsedResult | undefined {
    if (this.blocks.size === 0 && !this.error && !this.message['stop_reason']) return undefined;
    const isOver = text(this.message['stop_reason']) !== undefined;
    const content = [...this.blocks]
      .sort(([a], [b]) => a - b)
      .map(([index, block]) => (isOver ? this.whole(index, block) : block));
    return anthropicResult({ ...this.message, content }, this.error);
  }

  /** The input of a call opens as an empty object and then comes as JSON text. */
  private start(index: number, block: Fields): boolean {
    const { input, ...rest } = block;
    this.inputs.set(index, input);
    this.blocks.set(index, { ...rest, ...(input !== undefined && { input: '' }) });
    return block['type'] === 'tool_use' || text(block['text']) !== undefined;
  }

  /** A block of which no more is to come. Calls that the app answers have their input as JSON text. */
  private whole(index: number, block: Fields): Fields {
    const { type, input } = block;
    if (input === '') return { ...block, input: this.inputs.get(index) };
    return typeof input === 'string' && type !== 'tool_use' ? { ...block, input: jsonValue(input) } : block;
  }

  private goOn(index: number, delta: Fields): boolean {
    if (delta['type'] === 'citations_delta') return this.cite(index, delta['citation']);
    const [from, to] = GROWS[String(delta['type'])] ?? [];
    const piece = from === undefined ? undefined : text(delta[from]);
    if (piece === undefined || to === undefined) return false;
    const block = this.blocks.get(index) ?? {};
    block[to] = (text(block[to]) ?? '') + piece;
    this.blocks.set(index, block);
    return true;
  }

  private cite(index: number, citation: unknown): boolean {
    const block = this.blocks.get(index) ?? {};
    this.blocks.set(index, { ...block, citations: [...items(block['citations']), citation] });
    return false;
  }
}

/** What an event tells of a message; null tells nothing. */
const told = (value: unknown): Fields =>
  Object.fromEntries(Object.entries(fields(value)).filter(([, field]) => field !== null && field !== undefined));
