import { newId } from '../protocol/ids.js';
import { type GenerationError, type ResponsesResult } from '../protocol/result.js';
import { errorBody } from './error-body.js';
import { withoutCredentials } from './model-parameters.js';
import { OpenaiResponsesItem } from './openai-responses-item.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, number, text } from './shape.js';

export const isResponse = (value: unknown): value is Fields & ResponsesResult =>
  isFields(value) &&
  value['object'] === 'response' &&
  text(value['id']) !== undefined &&
  Array.isArray(value['output']);

export function responsesResult(response: Fields & ResponsesResult): ParsedResult {
  const { tools, model } = fields(response);
  const result = tools === undefined ? response : { ...response, tools: withoutCredentials(tools) };
  return present({ provider: 'openai', model: text(model), result });
}

const ENDINGS = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** Events of a streamed response: the whole one of its end, else what its deltas amount to. */
export class OpenaiResponsesStream implements StreamMerge {
  private readonly items = new Map<number, OpenaiResponsesItem>();
  private readonly fallbackId = newId();
  private response: Fields = {};
  private error: GenerationError | undefined;
  private hasEnded = false;

  add(event: unknown): boolean {
    const { type, response, output_index, ...rest } = fields(event);
    if (typeof type !== 'string') return false;
    if (isFields(response)) this.response = response;
    this.hasEnded ||= ENDINGS.has(type);
    if (type === 'error') this.error = errorBody(event);
    const index = number(output_index);
    return index !== undefined && this.item(index).add(type, rest);
  }

  result(): ParsedResult | undefined {
    const { response } = this;
    // Some servers leave out of the last what they have sent before.
    const isWhole = this.items.size === 0 || !Array.isArray(response['output']) || response['output'].length > 0;
    if (this.hasEnded && isWhole && isResponse(response)) return responsesResult(response);
    if (this.items.size === 0 && !this.error) return undefined;
    const output = [...this.items].sort(([a], [b]) => a - b).map(([, item]) => item.result());
    return responsesResult({
      ...this.response,
      id: text(this.response['id']) ?? this.fallbackId,
      object: 'response',
      output,
      ...(this.error && { error: this.error }),
    });
  }

  private item(index: number): OpenaiResponsesItem {
    const known = this.items.get(index) ?? new OpenaiResponsesItem();
    this.items.set(index, known);
    return known;
  }
}
