import { newId } from '../protocol/ids.js';
import { type GenerationError, type Usage } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { errorBody } from './error-body.js';
import { OpenaiChatChoice } from './openai-chat-choice.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, number, text } from './shape.js';
import { openaiUsage } from './usage.js';

/** Whether a value is a chunk of a streamed chat completion. Azure's first has no choices and no kind. */
export function isChatChunk(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { object, choices } = value;
  if (object === 'chat.completion.chunk') return true;
  if (!Array.isArray(choices)) return false;
  if (choices.length === 0) return 'prompt_filter_results' in value;
  return choices.every((choice) => isFields(choice) && isFields(choice['delta']));
}

/** Chunks of a chat completion, put together choice by choice. */
export class OpenaiChatStream implements StreamMerge {
  private readonly choices = new Map<number, OpenaiChatChoice>();
  private readonly head: Record<string, unknown> = { id: newId(), created: Math.floor(Date.now() / 1000) };
  /** What stands in the head already, and what never does: it is read apart, or OpenAI's or Mistral's padding. */
  private readonly told = new Set(['choices', 'usage', 'error', 'x_groq', 'obfuscation', 'p']);
  private usage: Usage | undefined;
  private error: GenerationError | undefined;

  add(chunk: unknown): boolean {
    const given = fields(chunk);
    if (given['object'] === 'error') return this.fail(given);
    const { choices, usage, x_groq } = given;
    const groq = fields(x_groq);
    const error = given['error'] ?? groq['error'];
    for (const key of Object.keys(given)) if (!this.told.has(key)) this.keep(key, given[key]);
    this.usage = openaiUsage(usage) ?? openaiUsage(groq['usage']) ?? this.usage;
    this.error ??= error === undefined || error === null ? undefined : errorBody({ error });
    let isOutput = false;
    items(choices).forEach((choice, position) => {
      if (isFields(choice)) isOutput = this.choice(number(choice['index']) ?? position).add(choice) || isOutput;
    });
    return isOutput;
  }

  result(): ParsedResult | undefined {
    if (this.choices.size === 0 && !this.usage && !this.error) return undefined;
    const choices = [...this.choices.values()].map((choice) => choice.result()).sort((a, b) => a.index - b.index);
    const { id, created, model } = this.head;
    const completion = chatCompletion({ id, created, model, choices, usage: this.usage, error: this.error });
    return present({ provider: 'openai', model: text(model), result: { ...this.head, ...completion } });
  }

  /** Mistral and vLLM say in place of a chunk that they broke off. */
  private fail(chunk: Fields): false {
    this.error ??= errorBody(chunk);
    return false;
  }

  /** The first word on a thing counts; `''` and 0 are none, Azure opens with them; nor is a list that is still empty. */
  private keep(key: string, value: unknown): void {
    if (!value || (Array.isArray(value) && value.length === 0)) return;
    this.told.add(key);
    this.head[key] = value;
  }

  private choice(index: number): OpenaiChatChoice {
    const known = this.choices.get(index) ?? new OpenaiChatChoice(index);
    this.choices.set(index, known);
    return known;
  }
}
