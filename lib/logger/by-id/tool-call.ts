import { MaximToolCall, type ToolCallError } from '../../entities/tool-call.js';
import { byId } from './handle.js';
import { RetrievalMethods } from './retrieval.js';

/** What can be done to a tool call of which only the id is known. */
export abstract class ToolCallMethods extends RetrievalMethods {
  /** Sets what the tool gave, as text, and ends the tool call. */
  toolCallResult(toolCallId: string, result: string): void {
    byId(this.host, MaximToolCall, toolCallId).result(result);
  }

  /** Sets why the tool failed, and ends the tool call. */
  toolCallError(toolCallId: string, error: ToolCallError): void {
    byId(this.host, MaximToolCall, toolCallId).error(error);
  }

  /** Sets a tag of a tool call. */
  toolCallAddTag(toolCallId: string, key: string, value: string): void {
    byId(this.host, MaximToolCall, toolCallId).addTag(key, value);
  }

  /** Adds metadata to a tool call; values are logged as text. */
  toolCallMetadata(toolCallId: string, metadata: Record<string, unknown>): void {
    byId(this.host, MaximToolCall, toolCallId).addMetadata(metadata);
  }
}
