import { join } from '../context/apps.js';
import { currentScope } from '../context/current.js';
import { retainedIfAsked } from '../context/retain.js';
import { type Scope, type ScopeOwner } from '../context/scope.js';
import {
  type ElementConfig,
  type GenerationConfig,
  type RetrievalConfig,
  type SessionConfig,
  type SpanConfig,
  type ToolCallConfig,
  type TraceConfig,
} from '../entities/configs.js';
import { fields } from '../entities/fields.js';
import { type MaximElement } from '../entities/element.js';
import { type MaximGeneration } from '../entities/generation.js';
import { elementId, type EntityHost } from '../entities/host.js';
import { type MaximRetrieval } from '../entities/retrieval.js';
import { MaximSession, openSession } from '../entities/session.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximToolCall } from '../entities/tool-call.js';
import { type MaximTrace, openTrace } from '../entities/trace.js';
import { openUnitTrace, type UnitTrace } from '../entities/unit-trace.js';
import { type Reporter } from '../faults/reporter.js';
import { type Delivery, type DeliveryStats } from '../transport/delivery.js';
import { ToolCallMethods } from './by-id/tool-call.js';
import { type LoggerCore } from './core.js';
import { detached } from './detached.js';
import { failureOf } from '../faults/failure.js';
import { outputText } from './kinds/generation.js';
import { lastMessage } from '../parsers/last-message.js';
import { errorConfig } from './kinds/span.js';
import { accompany, placed, placeFor } from './place.js';
import { record } from './record.js';
import { type Elements, type Kind, type Recording } from './recorder.js';
import {
  type WithGeneration,
  type WithRetrieval,
  type WithSpan,
  type WithToolCall,
  type WithTrace,
} from './with-options.js';

/** What became of a logger's lines, and how many elements are open. */
export interface MaximStats extends DeliveryStats {
  open: number;
}

/**
 * Logs to one Maxim repository; Nest injects it.
 *
 * Elements that it opens go to the current scope: the trace of the running request, or the decorated method or
 * `with…` around the call. Every method of the official logger that names an element by its id is here as well.
 */
export class MaximLogger extends ToolCallMethods {
  protected readonly host: EntityHost;
  private readonly leave: () => void;

  /** @internal @param made whether the logger's app made an instance; a named logger goes by its app's own */
  constructor(
    private readonly core: LoggerCore,
    private readonly delivery: Delivery,
    made?: (instance: object) => boolean,
  ) {
    super();
    this.host = core.host;
    this.leave = made ? join(this, made) : () => undefined;
  }

  /** False where the module has no key or is turned off: calls are taken, and nothing is sent. */
  get enabled(): boolean {
    return this.core.settings.enabled;
  }

  /** @internal */
  get reporter(): Reporter {
    return this.host.reporter;
  }

  /** The id of the repository it logs to. */
  get id(): string {
    return this.host.repositoryId;
  }

  /** What `JSON.stringify` shows of it, and what is logged where it is an argument. */
  toJSON(): { type: string; id: string } {
    return { type: 'logger', id: this.id };
  }

  /** Opens a session, or names one that is open already. */
  session(config: SessionConfig): MaximSession {
    return openSession(this.host, config);
  }

  /** A handle on a session, which writes nothing by itself. */
  sessionById(id: string): MaximSession {
    return new MaximSession(this.host, elementId(this.host, id));
  }

  /** @internal Another logger of the same app, by its name. */
  named(name: string): ScopeOwner | undefined {
    return this.core.named.find(name);
  }

  /** Opens a trace. It does not become the current one: `withTrace` does that. */
  trace(config: TraceConfig): MaximTrace {
    return retainedIfAsked(openTrace(this.host, config));
  }

  /** Opens a span in the current scope, or in a trace of its own. */
  span(config: SpanConfig): MaximSpan {
    return this.attach(config, noInput, (parent, at) => parent.span(at));
  }

  /** Opens a generation in the current scope, or in a trace of its own. */
  generation(config: GenerationConfig): MaximGeneration {
    return this.attach(
      config,
      ({ messages }) => lastMessage(messages),
      (parent, at) => parent.generation(at),
      outputText,
    );
  }

  /** Opens a retrieval in the current scope, or in a trace of its own. */
  retrieval(config: RetrievalConfig): MaximRetrieval {
    return this.attach(config, noInput, (parent, at) => parent.retrieval(at));
  }

  /** Opens a tool call in the current scope, or in a trace of its own. */
  toolCall(config: ToolCallConfig): MaximToolCall {
    return this.attach(
      config,
      ({ args }) => args,
      (parent, at) => parent.toolCall(at),
    );
  }

  /** Runs a function as a trace; inside another, as a span of it, unless `root` is true. */
  withTrace<T>(config: WithTrace<Awaited<T>>, fn: (trace: MaximTrace | MaximSpan) => T): T {
    return this.around('trace', config, fn);
  }

  /** Runs a function as a span. */
  withSpan<T>(config: WithSpan<Awaited<T>>, fn: (span: MaximSpan) => T): T {
    return this.around('span', config, fn);
  }

  /** Runs a function as a generation; its result is read as a model's, unless the function logs one itself. */
  withGeneration<T>(config: WithGeneration<Awaited<T>>, fn: (generation: MaximGeneration) => T): T {
    return this.around('generation', config, fn);
  }

  /** Runs a function as a retrieval; its result are the documents. */
  withRetrieval<T>(config: WithRetrieval<Awaited<T>>, fn: (retrieval: MaximRetrieval) => T): T {
    return this.around('retrieval', config, fn);
  }

  /** Runs a function as a tool call. */
  withToolCall<T>(config: WithToolCall<Awaited<T>>, fn: (toolCall: MaximToolCall) => T): T {
    return this.around('toolCall', config, fn);
  }

  /** The trace of the running unit of work; undefined outside of one. */
  currentTrace(): MaximTrace | undefined {
    return this.scope()?.trace;
  }

  /** The nearest enclosing span; undefined outside of one. */
  currentSpan(): MaximSpan | undefined {
    return this.scope()?.span;
  }

  /** The nearest enclosing generation; undefined outside of one. */
  currentGeneration(): MaximGeneration | undefined {
    return this.scope()?.generation;
  }

  /** The session of the running trace; undefined where it has none. */
  currentSession(): MaximSession | undefined {
    const id = this.currentTrace()?.sessionId;
    return id === undefined ? undefined : this.sessionById(id);
  }

  /**
   * Resolves when all that was logged before the call was sent, refused or put on disk, or when the server has taken
   * nothing for `transport.shutdownTimeout`; never rejects. Enough at the end of each call of a serverless function.
   */
  async flush(): Promise<void> {
    await this.core.answers.settled();
    await this.core.gate.flush();
    await this.delivery.flush();
  }

  /** The same as `close()`, by the name that Maxim's own SDK gives it. */
  cleanup(): Promise<void> {
    return this.close();
  }

  /** Ends what is open, sends what waits within `transport.shutdownTimeout`, and lets go; Nest calls it at shutdown. */
  async close(): Promise<void> {
    this.leave();
    this.host.open.close();
    await this.core.answers.settled();
    await this.core.gate.flush();
    await this.delivery.close();
  }

  /** What became of the lines so far. */
  stats(): MaximStats {
    const stats = this.delivery.stats();
    return { ...stats, dropped: stats.dropped + this.core.gate.dropped, open: this.host.open.size };
  }

  /** @internal Opens the trace of a unit of work, such as a request, and the scope inside it. */
  openUnit(config: TraceConfig, wait: boolean): { trace: UnitTrace; scope: Scope } {
    const trace = openUnitTrace(this.host, config, wait);
    return { trace, scope: { owner: this, trace, parent: trace } };
  }

  /** @internal Records an error on a trace, unless it was recorded further inside. */
  recordError(trace: MaximTrace, thrown: unknown): void {
    const { errors, settings } = this.core;
    if (errors.isNew(thrown, trace)) trace.error(errorConfig(failureOf(thrown, settings.captureStack)));
  }

  /** @internal Records one call; the decorators' way in. */
  record<K extends Kind, T>(recording: Recording<K, T>): T {
    if (!this.enabled) return recording.call(detached(this.host, recording.kind));
    return record(this.core, this, recording);
  }

  /** The scope the caller is in, unless another app's logger opened it. */
  private scope(): Scope | undefined {
    const scope = currentScope();
    return scope?.owner === this ? scope : undefined;
  }

  private around<K extends Kind, T>(
    kind: K,
    config: Recording<K, T>['options'] & { startTimestamp?: Date },
    call: (element: Elements[K]) => T,
  ): T {
    const { startTimestamp, ...options } = fields(config);
    return this.record({
      kind,
      name: kind,
      options: options as Recording<K, T>['options'],
      call,
      ...(startTimestamp && { startTimestamp }),
    });
  }

  private attach<C extends ElementConfig, E extends MaximElement>(
    given: C,
    inputOf: (config: Partial<C>) => unknown,
    add: (parent: Scope['parent'], config: C) => E,
    textOf?: (output: unknown) => unknown,
  ): E {
    const config = fields(given) as C; // An element reads each part of its config as one that may be missing.
    const place = placeFor(this.host, this.scope(), config);
    const element = add(place.parent, placed(config, place));
    accompany(place, element, inputOf(config), textOf);
    return element;
  }
}

const noInput = (): undefined => undefined;
