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
import { addGeneration, type MaximGeneration } from './generation.js';
import { elementId, type EntityHost } from './host.js';
import { addRetrieval, type MaximRetrieval } from './retrieval.js';
import { type TraceHold } from './sink.js';
import { addSpan, type MaximSpan } from './span.js';
import { addToolCall, type MaximToolCall } from './tool-call.js';

/** One unit of work: a request, a job, a message. */
export class MaximTrace extends MaximContainer {
  /** @internal */
  readonly entity = 'trace';
  private taken = false;

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

  /** Makes the trace a turn of a session. */
  addToSession(sessionId: string): void {
    this.write('update', { sessionId: elementId(this.host, sessionId) });
  }

  feedback(feedback: Feedback): void {
    this.write('add-feedback', { score: feedback.score, comment: feedback.comment });
  }

  addMetric(name: string, value: number): void {
    this.write('update', { metrics: { [name]: value } });
  }

  /** @internal Whether somebody's own `@Trace` speaks for it: its input and output are theirs. */
  get takenOver(): boolean {
    return this.taken;
  }

  /**
   * @internal While it waits unsent, the first explicit trace inside it stands in its place: id, name, tags and session
   * become the other's, the start stays. False where it is too late for that.
   */
  takeOver(config: TraceConfig): boolean {
    const waiting = this.hold?.lines;
    if (!this.hold || !waiting || this.taken || this.ended) return false;
    this.taken = true;
    this.host.open.delete('trace', this.elementId);
    if (config.id) this.elementId = elementId(this.host, config.id);
    const create = openingData(this.host, config);
    this.hold.lines = waiting.map((line) => ({
      ...line,
      id: this.elementId,
      data: line.action === 'create' ? merged(line.data, create) : line.data,
    }));
    delete this.hold.onRelease;
    this.host.sink.release(this.hold);
    this.opened(config);
    return true;
  }
}

const openingData = (host: EntityHost, config: TraceConfig): Record<string, unknown> => ({
  ...baseData(config),
  sessionId: config.sessionId && elementId(host, config.sessionId),
});

/** The taker's words over the waiting ones; what it leaves unsaid, the start and both sets of tags stay. */
const merged = (waiting: Record<string, unknown>, taker: Record<string, unknown>): Record<string, unknown> => ({
  ...waiting,
  ...Object.fromEntries(Object.entries(taker).filter(([, value]) => value !== undefined)),
  tags: { ...(waiting['tags'] as object), ...(taker['tags'] as object) },
  startTimestamp: waiting['startTimestamp'],
});

/** Opens a trace; with a hold, its first lines wait there until something is attached. */
export function openTrace(host: EntityHost, config: TraceConfig, hold?: TraceHold): MaximTrace {
  const trace = new MaximTrace(host, elementId(host, config.id), hold);
  trace.write('create', openingData(host, config));
  return trace.opened(config);
}
