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
import { addFeedback } from './feedback.js';
import { fields, type Given } from './fields.js';
import { addGeneration, type MaximGeneration } from './generation.js';
import { elementId, type EntityHost, wrongUse } from './host.js';
import { type TraceHold } from '../protocol/trace-hold.js';
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

  /** @internal */
  constructor(host: EntityHost, id: string, hold: TraceHold = { lines: undefined }) {
    super(host, id, hold);
    hold.trace = this;
  }

  /** The session it is a turn of. */
  get sessionId(): string | undefined {
    return this.session;
  }

  /** Opens a step below this one. */
  span(config: SpanConfig): MaximSpan {
    return addSpan(this.host, this, config);
  }

  /** Opens a call of a model below this one. */
  generation(config: GenerationConfig): MaximGeneration {
    return addGeneration(this.host, this, config).byHand();
  }

  /** Opens a look-up of documents below this one. */
  retrieval(config: RetrievalConfig): MaximRetrieval {
    return addRetrieval(this.host, this, config);
  }

  /** Opens a run of a tool below this one. */
  toolCall(config: ToolCallConfig): MaximToolCall {
    return addToolCall(this.host, this, config);
  }

  /** What the unit of work was given, as Maxim lists it. */
  input(input: string): this {
    this.write('update', { input });
    return this;
  }

  /** What it gave. */
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
    if (!sessionId) {
      wrongUse(this.host, 'A trace was added to a session of which there is no id.', 'Give the id of the session.');
      return;
    }
    this.session = elementId(this.host, sessionId);
    this.write('update', { sessionId: this.session });
  }

  /** Adds what somebody thought of it. */
  feedback(feedback: Feedback): void {
    addFeedback(this.host, this, feedback);
  }

  /** Adds a number under a name, such as `ttft_ms`. */
  addMetric(name: string, value: number): void {
    this.metric(name, value);
  }

  /** @internal Sends it whatever sampling says. */
  retain(): void {
    if (this.hold) this.host.sink.retain(this.hold);
  }

  override finish(data: { endTimestamp: string }, output?: unknown): void {
    for (const stream of [...this.unread]) if (!stream.started) stream.abandon();
    super.finish(data, output);
  }

  /** @internal Writes its first line. */
  create(config: Given<TraceConfig>): this {
    Object.assign(this.tags, this.host.traceTags, fields(config.tags));
    if (config.sessionId) this.session = elementId(this.host, config.sessionId);
    const data = baseData(config);
    data['tags'] = { ...this.tags };
    data['sessionId'] = this.session;
    this.write('create', data);
    return this.opened(config);
  }
}

/** Opens a trace. */
export function openTrace(host: EntityHost, given: Given<TraceConfig>): MaximTrace {
  const config = fields(given);
  const trace = new MaximTrace(host, elementId(host, config.id)).create(config);
  host.traceOpened?.(trace);
  return trace;
}
