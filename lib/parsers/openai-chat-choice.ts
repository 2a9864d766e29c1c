import { type ChatCompletionChoice } from '../protocol/result.js';
import { contentText } from './content-text.js';
import { type FinishReason, finishReason } from './finish-reason.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, number, rows, text } from './shape.js';
import { StreamedList } from './streamed-list.js';
import { ToolCallPieces } from './tool-call-pieces.js';
import { argumentsText } from './tool-calls.js';

/** What of a choice is put together from its chunks, or repeats that piece by piece: texts, and the tokens they are of. */
const READ_APART = new Set(['index', 'delta', 'finish_reason', 'logprobs', 'message', 'text', 'token_ids']);

/** One choice of a streamed chat completion, put together from its deltas. */
export class OpenaiChatChoice {
  /** What grows piece by piece: `content`, `refusal`, `reasoning`, `reasoning_content`. */
  private readonly texts: Record<string, string> = {};
  private readonly calls = new ToolCallPieces();
  private readonly legacyCall = new ToolCallPieces();
  private readonly logprobs: Record<string, unknown[]> = {};
  /** What is told of sound beside its words, which go on: by its id a later message tells of it. */
  private audio: Fields | undefined;
  private transcript = '';
  private role = 'assistant';
  /** Whatever else the provider puts into a delta, or beside it; its last word counts. */
  private readonly extra: Record<string, unknown> = {};
  private readonly beside: Record<string, unknown> = {};
  /** The lists in deltas, which go on: details of thoughts, annotations. */
  private readonly lists = new Map<string, StreamedList>();
  private reason: FinishReason = { finish_reason: null };

  constructor(private readonly index: number) {}

  /** True where the delta carries output: content, reasoning, a refusal, sound, or a piece of a call. */
  add(choice: Fields): boolean {
    const { delta, finish_reason, logprobs } = choice;
    for (const key of Object.keys(choice)) if (!READ_APART.has(key)) this.keep(this.beside, key, choice[key]);
    if (text(finish_reason) !== undefined) this.reason = finishReason(finish_reason);
    if (isFields(logprobs)) this.addLogprobs(logprobs);
    const pieces = fields(delta);
    let isOutput = false;
    for (const key of Object.keys(pieces)) isOutput = this.addPiece(key, pieces[key]) || isOutput;
    return isOutput;
  }

  result(): ChatCompletionChoice {
    const { content = null, ...texts } = this.texts;
    const isOver = this.reason.finish_reason !== null;
    const lists = [...this.lists].map(([key, list]): [string, unknown] => [key, list.items()]);
    const message = {
      ...this.extra,
      ...Object.fromEntries(lists),
      role: this.role,
      content,
      ...texts,
      ...present({
        tool_calls: this.calls.result(isOver),
        function_call: this.legacyCall.result(isOver)?.[0]?.function,
        audio: this.audio && present({ ...this.audio, transcript: text(this.transcript) }),
      }),
    };
    const logprobs = Object.entries(this.logprobs).map(([key, tokens]) => [key, [...tokens]]);
    return {
      ...this.beside,
      index: this.index,
      message,
      ...(logprobs.length > 0 && { logprobs: Object.fromEntries(logprobs) as unknown }),
      ...this.reason,
    };
  }

  private keep(into: Record<string, unknown>, key: string, value: unknown): void {
    if (value !== null && value !== undefined) into[key] = value;
  }

  private addLogprobs(logprobs: Fields): void {
    for (const [key, tokens] of Object.entries(logprobs)) {
      if (Array.isArray(tokens)) (this.logprobs[key] ??= []).push(...items(tokens));
    }
  }

  private addPiece(key: string, piece: unknown): boolean {
    switch (key) {
      case 'role':
        this.role = text(piece) ?? this.role;
        return false;
      case 'content':
        return this.addContent(piece);
      case 'refusal':
      case 'reasoning':
      case 'reasoning_content':
        return this.append(key, piece);
      case 'tool_calls':
        return rows(piece)
          .map((call) => addCall(this.calls, call))
          .includes(true);
      case 'function_call':
        return isFields(piece) && addCall(this.legacyCall, { function: piece });
      case 'audio':
        return isFields(piece) && this.addAudio(piece);
      default:
        if (Array.isArray(piece)) this.list(key).add(piece);
        else this.keep(this.extra, key, piece);
        return false;
    }
  }

  private addAudio({ data, transcript, ...beside }: Fields): boolean {
    this.audio = { ...this.audio, ...beside };
    this.transcript += text(transcript) ?? '';
    return data !== undefined || transcript !== undefined;
  }

  private list(key: string): StreamedList {
    const known = this.lists.get(key) ?? new StreamedList();
    this.lists.set(key, known);
    return known;
  }

  /** Mistral sends the content in parts, thoughts and references among them. */
  private addContent(piece: unknown): boolean {
    const { content, reasoning, parts } = contentText(piece);
    if (parts) this.list('parts').add(parts);
    const said = this.append('content', content);
    return this.append('reasoning_content', reasoning) || said;
  }

  private append(key: string, piece: unknown): boolean {
    if (typeof piece !== 'string') return false;
    this.texts[key] = (this.texts[key] ?? '') + piece;
    return piece !== '';
  }
}

/** False where the provider names a function but the piece is an empty one. */
function addCall(calls: ToolCallPieces, call: Fields): boolean {
  const { name, arguments: given, input } = fields(call['function'] ?? call['custom']);
  const [id, piece] = [text(call['id']), given ?? input];
  calls.add({
    index: number(call['index']),
    id,
    type: text(call['type']),
    name: text(name),
    arguments: piece === undefined || piece === null ? undefined : argumentsText(piece),
  });
  return id !== undefined || text(name) !== undefined || text(piece) !== undefined;
}
