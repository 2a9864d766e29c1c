import { newId } from '../protocol/ids.js';
import { type GenerationError } from '../protocol/result.js';
import { aiSdkResult } from './ai-sdk-result.js';
import { errorBody } from './error-body.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, items, text } from './shape.js';
import { ToolCallPieces } from './tool-call-pieces.js';
import { argumentsText } from './tool-calls.js';

/** The names that parts had in version 4 of the SDK. */
const FORMER = new Map<unknown, string>([
  ['step-start', 'start-step'],
  ['step-finish', 'finish-step'],
  ['reasoning', 'reasoning-delta'],
  ['tool-call-streaming-start', 'tool-input-start'],
  ['tool-call-delta', 'tool-input-delta'],
]);

/** Parts with which a stream of the AI SDK, or of a model of it, begins, and a key that each has beside its type. */
const OPENINGS: Record<string, string> = {
  'start-step': 'warnings',
  'step-start': 'warnings',
  'stream-start': 'warnings',
  'response-metadata': 'modelId',
  'text-start': 'id',
  'reasoning-start': 'id',
  'tool-input-start': 'toolName',
  'tool-call': 'toolName',
  object: 'object',
};

/** Whether a value is such a part. The bare `start` of `streamText()` is told by having nothing else. */
export function isAiSdkOpening(part: unknown): boolean {
  const { type, ...rest } = fields(part);
  if (typeof type !== 'string') return false;
  if (type === 'start') return Object.keys(rest).length === 0;
  return type === 'text-delta' ? 'textDelta' in rest || 'id' in rest : (OPENINGS[type] ?? '') in rest;
}

/** Parts of a stream, put together to its last step, with the tokens of all. */
export class AiSdkStream implements StreamMerge {
  private readonly id = newId();
  private said = '';
  private thought = '';
  private calls = new ToolCallPieces();
  /** The ids of calls whose pieces are plain text, and what such calls say in JSON. */
  private readonly plain = new Set<unknown>();
  private readonly whole = new Map<unknown, string>();
  /** Files that the model made, and its sources. */
  private others: Fields[] = [];
  /** What its texts are taken from. */
  private citations: unknown[] = [];
  private ending: Fields = {};
  private response: Fields = {};
  private error: GenerationError | undefined;

  add(part: unknown): boolean {
    const value = fields(part);
    const { type, toolCallId, id = toolCallId, toolName, input, args, error } = value;
    const { argsTextDelta, delta = argsTextDelta } = value;
    const piece = text(value['text']) ?? text(delta) ?? text(value['textDelta']) ?? '';
    switch (FORMER.get(type) ?? type) {
      case 'start-step':
        this.startStep();
        return false;
      case 'text-delta':
        this.said += piece;
        return piece !== '';
      case 'reasoning-delta':
        this.thought += piece;
        return piece !== '';
      case 'tool-input-start':
      case 'tool-input-delta':
        if (value['inputEncoding'] === 'text') this.plain.add(id);
        this.calls.add({ id: text(id), name: text(toolName), arguments: text(delta) });
        return true;
      case 'tool-call':
        this.addWhole(text(toolCallId), text(toolName), input ?? args);
        return true;
      case 'text-end':
        this.citations.push(...items(value['citations']));
        return false;
      case 'file':
      case 'reasoning-file':
      case 'custom':
      case 'source':
        this.others.push(value);
        return type !== 'source';
      case 'response-metadata':
        this.response = { ...this.response, ...value };
        return false;
      case 'error':
        this.error = errorBody({ error }) ?? { message: String(error) };
        return false;
      case 'finish-step':
      case 'finish':
        this.finish(value);
        return false;
      default:
        return false;
    }
  }

  result(): ParsedResult | undefined {
    const calls = this.calls.result(this.ending['finishReason'] !== undefined) ?? [];
    const hasSaid = this.said !== '' || this.thought !== '' || calls.length > 0 || this.others.length > 0;
    if (!hasSaid && !this.ending['finishReason'] && !this.error) return undefined;
    const parsed = aiSdkResult({
      ...this.ending,
      response: { id: this.id, ...this.response },
      content: [
        { type: 'reasoning', text: this.thought },
        { type: 'text', text: this.said, citations: [...this.citations] },
        ...calls.map((call) => ({
          type: 'tool-call',
          toolCallId: call.id,
          toolName: call.function.name,
          input: this.whole.get(call.id) ?? call.function.arguments,
        })),
        ...this.others,
      ],
    });
    return this.error ? { ...parsed, result: { ...parsed.result, error: this.error } } : parsed;
  }

  private startStep(): void {
    this.others = [];
    this.citations = [];
    this.said = '';
    this.thought = '';
    this.calls = new ToolCallPieces();
    this.ending = {};
  }

  /** A call comes whole after its pieces, or without them; pieces of plain text are not what it says in JSON. */
  private addWhole(id: string | undefined, name: string | undefined, input: unknown): void {
    if (this.plain.has(id)) this.whole.set(id, argumentsText(input));
    const isKnown = this.calls.result()?.some((call) => call.id === id) === true;
    if (!isKnown) this.calls.add({ id, name, arguments: argumentsText(input) });
  }

  private finish({ finishReason, rawFinishReason, usage, totalUsage, response }: Fields): void {
    this.response = { ...this.response, ...fields(response) };
    this.ending = present({
      finishReason,
      rawFinishReason,
      usage: usage ?? this.ending['usage'],
      totalUsage: totalUsage ?? this.ending['totalUsage'],
    });
  }
}
