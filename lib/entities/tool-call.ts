import { type GenerationError } from '../protocol/result.js';
import { type ToolCallConfig } from './configs.js';
import { type MaximContainer } from './container.js';
import { baseData, MaximElement } from './element.js';
import { fields, type Given } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { toldError } from './told-error.js';

/** Why a tool failed. */
export type ToolCallError = GenerationError;

/** One run of a tool that a model asked for, or that stands beside a model's call. */
export class MaximToolCall extends MaximElement {
  /** @internal */
  readonly entity = 'tool_call';

  /** What the tool gave, as text; ends the tool call. */
  result(result: string): void {
    this.write('result', { result });
    this.endWith(result);
  }

  /** Why the tool failed; ends the tool call. */
  error(error: ToolCallError): void {
    this.write('error', { error: toldError(this.host, error, this.hold) });
    this.failed = true;
    this.end();
  }
}

/** Opens a tool call under a trace or span. */
export function addToolCall(host: EntityHost, parent: MaximContainer, given: Given<ToolCallConfig>): MaximToolCall {
  const config = fields(given);
  const toolCall = new MaximToolCall(host, elementId(host, config.id), parent.hold);
  parent.write('add-tool-call', {
    id: toolCall.id,
    ...baseData(config),
    description: config.description ?? '',
    args: config.args ?? '',
  });
  return toolCall.opened(config);
}
