import {
  type Attachment,
  type ErrorConfig,
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
import { MaximSpan } from '../../entities/span.js';
import { type MaximToolCall } from '../../entities/tool-call.js';
import { byId, type EndData, endById } from './handle.js';
import { TraceMethods } from './trace.js';

/** What can be done to a span of which only the id is known. */
export abstract class SpanMethods extends TraceMethods {
  /** Opens a generation under a span. */
  spanGeneration(spanId: string, config: GenerationConfig): MaximGeneration {
    return byId(this.host, MaximSpan, spanId).generation(config);
  }

  /** Opens a retrieval under a span. */
  spanRetrieval(spanId: string, config: RetrievalConfig): MaximRetrieval {
    return byId(this.host, MaximSpan, spanId).retrieval(config);
  }

  /** Opens a tool call under a span. */
  spanToolCall(spanId: string, config: ToolCallConfig): MaximToolCall {
    return byId(this.host, MaximSpan, spanId).toolCall(config);
  }

  /** Opens a span under a span. */
  spanSpan(spanId: string, config: SpanConfig): MaximSpan {
    return byId(this.host, MaximSpan, spanId).span(config);
  }

  /** Sets a tag of a span. */
  spanTag(spanId: string, key: string, value: string): void {
    byId(this.host, MaximSpan, spanId).addTag(key, value);
  }

  /** Records an error of a span, which goes on. */
  spanError(spanId: string, config: ErrorConfig): MaximError {
    return byId(this.host, MaximSpan, spanId).error(config);
  }

  /** Marks a moment of a span, under an id of your own or a new one. */
  spanEvent(spanId: string, ...event: EventArguments): void {
    byId(this.host, MaximSpan, spanId).event(...event);
  }

  /** Adds metadata to a span; values are logged as text. */
  spanMetadata(spanId: string, metadata: Record<string, unknown>): void {
    byId(this.host, MaximSpan, spanId).addMetadata(metadata);
  }

  /** Attaches evaluators to a span. */
  spanEvaluate(spanId: string): MaximEvaluate {
    return byId(this.host, MaximSpan, spanId).evaluate;
  }

  /** Ends a span. */
  spanEnd(spanId: string, data?: EndData): void {
    endById(byId(this.host, MaximSpan, spanId), data);
  }

  /** Attaches a file to a span. */
  spanAddAttachment(spanId: string, attachment: Attachment): void {
    byId(this.host, MaximSpan, spanId).addAttachment(attachment);
  }
}
