import { newId } from '../protocol/ids.js';
import { type GenerationError, type Usage } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { contentText } from './content-text.js';
import { errorBody } from './error-body.js';
import { finishReason } from './finish-reason.js';
import { type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, number, rows, text } from './shape.js';
import { snakeCase } from './snake-case.js';
import { ToolCallPieces } from './tool-call-pieces.js';
import { toolCalls } from './tool-calls.js';
import { usage } from './usage.js';

/** What is billed is told beside what was processed; a provider that tells only the former is taken at that. */
function cohereUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const counts = ({ input_tokens, output_tokens }: Fields): Usage | undefined =>
    usage({ prompt: input_tokens, completion: output_tokens }, value);
  return counts(fields(value['tokens'])) ?? counts(fields(value['billed_units']));
}

/** A response as a chat completion; the plan of its tool calls is the last of its thoughts. */
export function cohereResult(
  { id, message, finish_reason, usage: counts }: Fields,
  error?: GenerationError,
): ParsedResult {
  const { content, tool_calls, tool_plan, citations } = fields(message);
  const said = contentText(content);
  const choice = {
    index: 0,
    message: {
      role: 'assistant',
      content: said.content,
      ...present({
        tool_calls: toolCalls(tool_calls, text(finish_reason) !== undefined),
        reasoning_content: text((said.reasoning ?? '') + (text(tool_plan) ?? '')),
        citations: Array.isArray(citations) ? citations : undefined,
      }),
    },
    ...finishReason(finish_reason),
  };
  return { provider: 'cohere', result: chatCompletion({ id, choices: [choice], usage: cohereUsage(counts), error }) };
}

/** Events of a streamed chat, put together to the response they tell. */
export class CohereStream implements StreamMerge {
  private id: unknown = newId();
  private content = '';
  private thought = '';
  private readonly calls = new ToolCallPieces();
  private readonly citations: Fields[] = [];
  private ending: Fields = {};

  add(event: unknown): boolean {
    const { type, id, index, delta } = fields(snakeCase(event));
    const { message, ...rest } = fields(delta);
    const { content, tool_plan, tool_calls, citations } = fields(message);
    if (type === 'citation-start') this.citations.push(...rows([citations].flat()));
    if (type === 'message-start') this.id = text(id) ?? this.id;
    if (type === 'message-end') this.ending = rest;
    const said = text(fields(content)['text']);
    const thought = text(fields(content)['thinking']) ?? text(tool_plan);
    this.content += said ?? '';
    this.thought += thought ?? '';
    return this.addCall(tool_calls, index) || said !== undefined || thought !== undefined;
  }

  result(): ParsedResult | undefined {
    const tool_calls = this.calls.result();
    if (this.content === '' && this.thought === '' && !tool_calls && !this.ending['finish_reason']) return undefined;
    const citations = this.citations.length > 0 ? [...this.citations] : undefined;
    const message = { content: this.content || null, tool_calls, tool_plan: this.thought, citations };
    return cohereResult({ id: this.id, message, ...this.ending }, errorBody(this.ending));
  }

  private addCall(call: unknown, index: unknown): boolean {
    if (!isFields(call)) return false;
    const { name, arguments: piece } = fields(call['function']);
    this.calls.add({ index: number(index), id: text(call['id']), name: text(name), arguments: text(piece) });
    return true;
  }
}
