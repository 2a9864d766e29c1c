import { newId } from '../protocol/ids.js';
import { type ChatCompletionChoice, type GenerationError, type Usage } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { geminiResultBlock } from './gemini-blocks.js';
import { type Block, assistantMessage, blocksOf } from './message-blocks.js';
import { joined } from './openai-completions-stream.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, number, rows, text } from './shape.js';
import { usage } from './usage.js';

/** Thoughts are part of what was generated, though Gemini counts them apart. */
export function geminiUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const { promptTokenCount, toolUsePromptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } =
    value;
  const sum = (a: unknown, b: unknown): number | undefined =>
    number(a) === undefined && number(b) === undefined ? undefined : (number(a) ?? 0) + (number(b) ?? 0);
  return usage(
    {
      prompt: sum(promptTokenCount, toolUsePromptTokenCount),
      completion: sum(candidatesTokenCount, thoughtsTokenCount),
      total: totalTokenCount,
    },
    value,
  );
}

interface Candidate {
  blocks: Block[];
  reason: unknown;
  /** What else is told of it: sources, ratings, log probabilities. */
  beside: Fields;
}

/** Gemini says STOP also where it calls functions. */
function choice(index: number, { blocks, reason, beside }: Candidate): ChatCompletionChoice {
  const message = assistantMessage(blocks);
  const calls = message.tool_calls !== undefined && reason === 'STOP';
  const told = calls ? { finish_reason: 'tool_calls', native_finish_reason: 'STOP' } : finishReason(reason);
  return { ...beside, index, message, ...told };
}

/** Partial responses, of which the parts go on; a whole response is one of them. */
export class GeminiStream implements StreamMerge {
  private readonly candidates = new Map<number, Candidate>();
  private head: Fields = { id: newId() };
  private usage: Usage | undefined;
  private error: GenerationError | undefined;

  add(chunk: unknown): boolean {
    const { candidates, usageMetadata, promptFeedback, error, responseId, modelVersion, createTime } = fields(chunk);
    const created = Date.parse(String(createTime)) / 1000;
    this.head = {
      ...this.head,
      ...present({ id: text(responseId), model: text(modelVersion), created: number(created) }),
    };
    this.usage = geminiUsage(usageMetadata) ?? this.usage;
    if (isFields(error)) this.error = errorBody(chunk);
    const blocked = text(fields(promptFeedback)['blockReason']);
    if (blocked !== undefined) Object.assign(this.candidate(0), { reason: blocked, beside: { promptFeedback } });
    const list = rows(candidates);
    const isNumbered = list.some(({ index }) => number(index) !== undefined); // Of those, the first has no number.
    return list.map((candidate, position) => this.goOn(candidate, isNumbered ? 0 : position)).includes(true);
  }

  result(): ParsedResult | undefined {
    if (this.candidates.size === 0 && !this.error && !this.usage) return undefined;
    const { id, created, model } = this.head;
    const choices = [...this.candidates]
      .sort(([a], [b]) => a - b)
      .map(([index, candidate]) => choice(index, candidate));
    const result = chatCompletion({ id, created, model, choices, usage: this.usage, error: this.error });
    return present({ provider: 'google', model: text(model), result });
  }

  private goOn({ index, content, finishReason: reason, ...beside }: Fields, position: number): boolean {
    const candidate = this.candidate(number(index) ?? position);
    const blocks = blocksOf(fields(content)['parts'], geminiResultBlock);
    candidate.blocks.push(...blocks);
    candidate.reason = reason ?? candidate.reason;
    const { logprobsResult } = candidate.beside;
    candidate.beside = { ...candidate.beside, ...beside };
    if ('logprobsResult' in beside) {
      candidate.beside = { ...candidate.beside, logprobsResult: joined(logprobsResult, beside['logprobsResult']) };
    }
    return blocks.length > 0;
  }

  private candidate(index: number): Candidate {
    const known = this.candidates.get(index) ?? { blocks: [], reason: undefined, beside: {} };
    this.candidates.set(index, known);
    return known;
  }
}
