import {
  type Attachment,
  type ErrorConfig,
  type Feedback,
  type GenerationConfig,
  type RetrievalConfig,
  type SpanConfig,
  type ToolCallConfig,
} from '../../entities/configs.js';
import { type EventArguments } from '../../entities/container.js';
import { type MaximError } from '../../entities/error.js';
import { type MaximEvaluate } from '../../entities/evaluate.js';
import { type MaximGeneration } from '../../entities/generation.js';
import { type MaximRetrieval } from '../../entities/retrieval.js';
import { type MaximSpan } from '../../entities/span.js';
import { type MaximToolCall } from '../../entities/tool-call.js';
import { MaximTrace } from '../../entities/trace.js';
import { byId, type EndData, endById } from './handle.js';
import { SessionMethods } from './session.js';

/** What can be done to a trace of which only the id is known; it may be open in another process. */
export abstract class TraceMethods extends SessionMethods {
  /** Opens a generation under a trace. */
  traceGeneration(traceId: string, config: GenerationConfig): MaximGeneration {
    return byId(this.host, MaximTrace, traceId).generation(config);
  }

  /** Opens a tool call under a trace. */
  traceToolCall(traceId: string, config: ToolCallConfig): MaximToolCall {
    return byId(this.host, MaximTrace, traceId).toolCall(config);
  }

  /** Opens a retrieval under a trace. */
  traceRetrieval(traceId: string, config: RetrievalConfig): MaximRetrieval {
    return byId(this.host, MaximTrace, traceId).retrieval(config);
  }

  /** Opens a span under a trace. */
  traceSpan(traceId: string, config: SpanConfig): MaximSpan {
    return byId(this.host, MaximTrace, traceId).span(config);
  }

  /** Sets what a trace was asked. */
  traceInput(traceId: string, input: string): void {
    byId(this.host, MaximTrace, traceId).input(input);
  }

  /** Sets what a trace answered. */
  traceOutput(traceId: string, output: string): void {
    byId(this.host, MaximTrace, traceId).output(output);
  }

  /** Records an error of a trace, which goes on. */
  traceError(traceId: string, config: ErrorConfig): MaximError {
    return byId(this.host, MaximTrace, traceId).error(config);
  }

  /** Makes a trace a turn of a session. */
  traceAddToSession(traceId: string, sessionId: string): void {
    byId(this.host, MaximTrace, traceId).addToSession(sessionId);
  }

  /** Records a number about a trace. */
  traceAddMetric(traceId: string, name: string, value: number): void {
    byId(this.host, MaximTrace, traceId).addMetric(name, value);
  }

  /** Attaches a file to a trace. */
  traceAddAttachment(traceId: string, attachment: Attachment): void {
    byId(this.host, MaximTrace, traceId).addAttachment(attachment);
  }

  /** Sets a tag of a trace. */
  traceTag(traceId: string, key: string, value: string): void {
    byId(this.host, MaximTrace, traceId).addTag(key, value);
  }

  /** Marks a moment of a trace, under an id of your own or a new one. */
  traceEvent(traceId: string, ...event: EventArguments): void {
    byId(this.host, MaximTrace, traceId).event(...event);
  }

  /** Records what a user thinks of a trace. */
  traceFeedback(traceId: string, feedback: Feedback): void {
    byId(this.host, MaximTrace, traceId).feedback(feedback);
  }

  /** Adds metadata to a trace; values are logged as text. */
  traceMetadata(traceId: string, metadata: Record<string, unknown>): void {
    byId(this.host, MaximTrace, traceId).addMetadata(metadata);
  }

  /** Attaches evaluators to a trace. */
  traceEvaluate(traceId: string): MaximEvaluate {
    return byId(this.host, MaximTrace, traceId).evaluate;
  }

  /** Ends a trace. */
  traceEnd(traceId: string, data?: EndData): void {
    endById(byId(this.host, MaximTrace, traceId), data);
  }
}
