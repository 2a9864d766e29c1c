import { newId } from '../protocol/ids.js';
import { type MessageToolCall } from '../protocol/messages.js';
import { type GenerationError } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { errorBody } from './error-body.js';
import { finishReason, type FinishReason } from './finish-reason.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, number, text } from './shape.js';
import { toolCalls } from './tool-calls.js';
import { usage } from './usage.js';

/** A line of a stream, the whole of a result, or a result of embedding. */
export const isOllamaChunk = (value: unknown): boolean =>
  isFields(value) &&
  (('done' in value && (isFields(value['message']) || typeof value['response'] === 'string')) ||
    ('prompt_eval_count' in value && Array.isArray(value['embeddings'])));

/** Ollama says stop also where it calls functions. */
const reasonOf = (reason: unknown, hasCalls: boolean): FinishReason =>
  hasCalls && reason === 'stop' ? { finish_reason: 'tool_calls', native_finish_reason: 'stop' } : finishReason(reason);

/** Lines of which the texts go on; the last has the counts. A whole response is one line. */
export class OllamaStream implements StreamMerge {
  private readonly id = newId();
  private content = '';
  private thought = '';
  private readonly calls: MessageToolCall[] = [];
  private readonly logprobs: unknown[] = [];
  private head: Fields = {};
  private error: GenerationError | undefined;

  add(chunk: unknown): boolean {
    const { message, response, thinking, error, logprobs, ...head } = fields(chunk);
    const { content, thinking: thought, tool_calls } = fields(message);
    const said = text(content) ?? text(response) ?? '';
    const thoughts = text(thought) ?? text(thinking) ?? '';
    const calls = toolCalls(tool_calls) ?? [];
    this.content += said;
    this.thought += thoughts;
    this.calls.push(...calls.map((call) => ({ ...call, id: call.id || newId() })));
    this.logprobs.push(...items(logprobs));
    this.head = { ...this.head, ...head };
    if (error !== undefined) this.error = errorBody(chunk);
    return said !== '' || thoughts !== '' || calls.length > 0;
  }

  result(): ParsedResult | undefined {
    const { model, created_at, done, done_reason, prompt_eval_count, eval_count, embeddings } = this.head;
    const hasSaid = this.content !== '' || this.thought !== '' || this.calls.length > 0;
    if (!hasSaid && done !== true && !embeddings && !this.error) return undefined;
    const message = {
      role: 'assistant',
      content: this.content || null,
      ...present({
        tool_calls: this.calls.length > 0 ? [...this.calls] : undefined,
        reasoning_content: text(this.thought),
      }),
    };
    const logprobs = this.logprobs.length > 0 ? { content: [...this.logprobs] } : undefined;
    const choice = { index: 0, message, ...present({ logprobs }), ...reasonOf(done_reason, this.calls.length > 0) };
    const result = chatCompletion({
      id: this.id,
      created: number(Date.parse(String(created_at)) / 1000),
      model,
      choices: embeddings === undefined ? [choice] : [],
      usage: usage({ prompt: prompt_eval_count, completion: eval_count }, present({ prompt_eval_count, eval_count })),
      error: this.error,
    });
    return present({ provider: 'ollama', model: text(model), result });
  }
}
