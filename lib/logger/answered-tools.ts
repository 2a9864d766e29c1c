import { type ToolCallConfig } from '../entities/configs.js';
import { isoTime } from '../entities/element.js';
import { type MaximToolCall } from '../entities/tool-call.js';
import { toldText } from '../parsers/content-text.js';
import { type ChatMessage } from '../protocol/messages.js';
import { type AskedTools } from './asked-tools.js';

/** A request that may answer tools. */
interface AnsweringRequest {
  readonly messages: readonly ChatMessage[] | undefined;
  readonly at: Date;
  /** Whether what it says may be logged. */
  readonly shown: boolean;
  /** Opens an element where it is made. */
  readonly add: (config: ToolCallConfig) => MaximToolCall;
}

/** Writes each run of a tool that a request brings the answer of, and that nothing else tells of. */
export function writeAnsweredTools(tools: AskedTools | undefined, request: AnsweringRequest): void {
  const { messages, at, shown, add } = request;
  for (const { asked, content } of (messages && tools?.takeAnswers(messages, at)) ?? []) {
    const { id, name, args, askedAt } = asked;
    const toolCall = add({ id, name, args: asked.shown ? args : '', startTimestamp: askedAt });
    toolCall.write('result', { result: toldText(content) }, !shown);
    toolCall.finish({ endTimestamp: isoTime(at) });
  }
}
