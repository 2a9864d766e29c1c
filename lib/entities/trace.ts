import {
  type Feedback,
  type GenerationConfig,
  type RetrievalConfig,
  type SpanConfig,
  type ToolCallConfig,
  type TraceConfig,
} from './configs.js';
import { MaximContainer } from './container.js';
import { baseData } from './element.js';
import { fields } from './fields.js';
import { addGeneration, type MaximGeneration } from './generation.js';
import { elementId, type EntityHost } from './host.js';
import { addRetrieval, type MaximRetrieval } from './retrieval.js';
import { addSpan, type MaximSpan } from './span.js';
import { addToolCall, type MaximToolCall } from './tool-call.js';

/** A stream whose element only its reader can end. */
interface UnreadStream {
  /** Whether somebody has begun to read it; then it may outlast the trace. */
  readonly started: boolean;
  abandon(): void;
}

/** One unit of work: a request, a job, a message. */
export class MaximTrace extends MaximContainer {
  /** @internal */
  readonly entity = 'trace';
  /** @internal The tags given so far. */
  readonly tags: Record<string, string> = {};
  /** @internal Streams given inside it that nobody has begun to read: they end with it. */
  readonly unread = new Set<UnreadStream>();
  private session: string | undefined;

  /** The session it is a turn of. */
  get sessionId(): string | undefined {
    return this.session;
  }

  span(config: SpanConfig): MaximSpan {
    return addSpan(this.host, this, config);
  }

  generation(config: GenerationConfig): MaximGeneration {
    return addGeneration(this.host, this, config);
  }

  retrieval(config: RetrievalConfig): MaximRetrieval {
    return addRetrieval(this.host, this, config);
  }

  toolCall(config: ToolCallConfig): MaximToolCall {
    return addToolCall(this.host, this, config);
  }

  input(input: string): this {
    this.write('update', { input });
    return this;
  }

  output(output: string): this {
    this.write('update', { output });
    return this;
  }

  override addTag(key: string, value: string): void {
    this.tags[key] = value;
    super.addTag(key, value);
  }

  /** Makes the trace a turn of a session. */
  addToSession(sessionId: string): void {
    this.session = elementId(this.host, sessionId);
    this.write('update', { sessionId: this.session });
  }

  feedback(feedback: Feedback): void {
    const { score, comment } = fields(feedback);
    this.write('add-feedback', { score, comment });
  }

  addMetric(name: string, value: number): void {
    this.write('update', { metrics: { [name]: value } });
  }

  override finish(data: { endTimestamp: string }, output?: unknown): void {
    for (const stream of [...this.unread]) if (!stream.started) stream.abandon();
    super.finish(data, output);
  }

  /** @internal Writes its first line. */
  create(config: TraceConfig): this {
    Object.assign(this.tags, this.host.traceTags, fields(config.tags));
    if (config.sessionId) this.session = elementId(this.host, config.sessionId);
    this.write('create', { ...baseData({ ...config, tags: { ...this.tags } }), sessionId: this.session });
    return this.opened(config);
  }
}

/** Opens a trace. */
export function openTrace(host: EntityHost, given: TraceConfig): MaximTrace {
  const config = fields(given);
  return new MaximTrace(host, elementId(host, config.id)).create(config);
}
