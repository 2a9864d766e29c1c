import { newId } from '../protocol/ids.js';
import { type TextCompletionResult } from '../protocol/result.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, number, rows, text } from './shape.js';
import { openaiUsage } from './usage.js';

/** A text completion as it came, with the parts that the protocol demands. */
export function textCompletion({ choices, usage, ...rest }: Fields): ParsedResult {
  const { id, created, model } = rest;
  const result: TextCompletionResult = {
    ...rest,
    id: text(id) ?? newId(),
    object: 'text_completion',
    created: Math.floor(number(created) ?? Date.now() / 1000),
    model: text(model) ?? 'unknown',
    choices: rows(choices).map((choice, position) => ({
      ...choice,
      index: number(choice['index']) ?? position,
      text: text(choice['text']) ?? '',
      ...finishReason(choice['finish_reason']),
    })),
    ...present({ usage: openaiUsage(usage), error: errorBody({ error: rest['error'] }) }),
  };
  return present({ provider: 'openai', model: text(model), result });
}

/** Chunks of a text completion: each is one itself, and its choices go on where those before it ended. */
export class OpenaiCompletionsStream implements StreamMerge {
  private readonly choices = new Map<number, Record<string, unknown> & { text: string }>();
  private head: Fields = { id: newId(), created: Math.floor(Date.now() / 1000) };
  private usage: unknown;

  add(chunk: unknown): boolean {
    const { choices, usage, ...head } = fields(chunk);
    this.head = { ...this.head, ...head };
    this.usage = usage ?? this.usage;
    return rows(choices)
      .map((choice, position) => this.goOn(choice, position))
      .includes(true);
  }

  result(): ParsedResult | undefined {
    if (this.choices.size === 0 && openaiUsage(this.usage) === undefined) return undefined;
    const choices = [...this.choices].sort(([a], [b]) => a - b).map(([, choice]) => choice);
    return textCompletion({ ...this.head, choices, usage: this.usage });
  }

  private goOn(choice: Fields, position: number): boolean {
    const index = number(choice['index']) ?? position;
    const before = this.choices.get(index) ?? { text: '' };
    const piece = text(choice['text']) ?? '';
    this.choices.set(index, {
      ...choice,
      index,
      text: before.text + piece,
      finish_reason: choice['finish_reason'] ?? before['finish_reason'],
      logprobs: joined(before['logprobs'], choice['logprobs']),
    });
    return piece !== '';
  }
}

/** The lists of two log probabilities, one after the other. */
export function joined(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) return after ?? before ?? null;
  return Object.fromEntries(
    Object.entries(after).map(([key, tokens]) => [
      key,
      Array.isArray(tokens) ? [...items(before[key]), ...items(tokens)] : tokens,
    ]),
  );
}
