import { join } from '../context/apps.js';
import { type Scope, type ScopeOwner } from '../context/scope.js';
import { type SessionConfig, type TraceConfig } from '../entities/configs.js';
import { type EntityHost } from '../entities/host.js';
import { type MaximSession, openSession } from '../entities/session.js';
import { type MaximTrace, openTrace } from '../entities/trace.js';
import { openUnitTrace, type UnitTrace } from '../entities/unit-trace.js';
import { type Reporter } from '../faults/reporter.js';
import { type Delivery, type DeliveryStats } from '../transport/delivery.js';
import { type LoggerCore } from './core.js';
import { detached } from './detached.js';
import { failureOf } from '../faults/failure.js';
import { errorConfig } from './kinds/span.js';
import { record } from './record.js';
import { type Kind, type Recording } from './recorder.js';
import { MAX_FIELD_BYTES } from '../protocol/limits.js';
import { ScopedMethods } from './scoped-methods.js';
import { StreamReader } from './stream-reader.js';

/** What became of a logger's lines, and how many elements are open. */
export interface MaximStats extends DeliveryStats {
  open: number;
}

/** What captures the models' calls that are made in a logger's scopes. */
interface CallCapture {
  /** Resolves when the calls that are over are written. */
  settled(): Promise<void>;
  /** Ends it, with what it waits for. */
  stop(): Promise<void>;
}

/**
 * Logs to one Maxim repository; Nest injects it.
 *
 * Elements that it opens go to the current scope: the trace of the running request, or the decorated method or
 * `with…` around the call. Every method of the official logger that names an element by its id is here as well.
 */
export class MaximLogger extends ScopedMethods {
  protected readonly host: EntityHost;
  private readonly leave: () => void;
  private capture: CallCapture | undefined;

  /** @internal @param made whether the logger's app made an instance or makes a class; a named logger goes by its app's own */
  constructor(
    private readonly core: LoggerCore,
    private readonly delivery: Delivery,
    made?: (instanceOrClass: object) => boolean,
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

  /** @internal Another logger of the same app, by its name. */
  named(name: string): ScopeOwner | undefined {
    return this.core.named.find(name);
  }

  /** Opens a trace. It does not become the current one: `withTrace` does that. */
  trace(config: TraceConfig): MaximTrace {
    return openTrace(this.host, config);
  }

  /**
   * Resolves when all that was logged before the call, with the models' calls that are over, was sent, refused or put on
   * disk, or when the server has taken nothing for `transport.shutdownTimeout`; never rejects. Enough at the end of each
   * call of a serverless function.
   */
  async flush(): Promise<void> {
    await this.settled();
    await this.delivery.flush();
  }

  /** The same as `close()`, by the name that Maxim's own SDK gives it. */
  cleanup(): Promise<void> {
    return this.close();
  }

  /** Ends what is open, sends what waits within `transport.shutdownTimeout`, and lets go; Nest calls it at shutdown. */
  close(): Promise<void> {
    this.leave();
    return this.delivery.close(this.end());
  }

  /** What became of the lines so far. */
  stats(): MaximStats {
    const stats = this.delivery.stats();
    return { ...stats, dropped: stats.dropped + this.core.gate.dropped, open: this.host.open.size };
  }

  /** @internal The app is up: what earlier processes left on disk is sent. */
  start(): void {
    if (this.enabled) this.delivery.start?.();
  }

  /** @internal What is captured is part of what `flush()` waits for, and ends with the logger. */
  captureBy(capture: CallCapture): void {
    this.capture = capture;
  }

  /** @internal Opens the trace of a unit of work, such as a request, and the scope inside it. */
  openUnit(config: TraceConfig, wait: boolean): { trace: UnitTrace; scope: Scope } {
    const trace = openUnitTrace(this.host, config, wait);
    return { trace, scope: { owner: this, trace, unit: trace.unit, parent: trace } };
  }

  /** @internal Bytes that a captured field may have. */
  get maxFieldBytes(): number {
    return this.core.maxFieldBytes ?? MAX_FIELD_BYTES;
  }

  /** @internal Puts together what a unit of work's stream gives, as far as it fits into so many bytes. */
  readStream(maxBytes: number): StreamReader {
    return new StreamReader(maxBytes, this.core.settings.captureStack);
  }

  /**
   * @internal Records an error on the trace of a scope, unless it was recorded further inside or is an answer.
   *
   * @returns whether it is none
   */
  recordError(scope: Scope, thrown: unknown): boolean {
    const { errors, settings } = this.core;
    const failure = failureOf(thrown, settings.captureStack);
    const { tell } = errors.news(thrown, failure, { scope });
    if (errors.isAnswer(failure)) return false;
    tell(() => scope.trace.error(errorConfig(failure)));
    return true;
  }

  /** @internal Whether an error that came out of an element in a scope was recorded. */
  hasFailed(scope: Scope): boolean {
    return this.core.errors.hasFailed(scope);
  }

  /** @internal Records one call; the decorators' way in. */
  record<K extends Kind, T>(recording: Recording<K, T>): T {
    if (!this.enabled) return recording.call(detached(this.host, recording.kind));
    return record(this.core, this, recording);
  }

  /** Ends what is open, once what was captured in it is written. */
  private async end(): Promise<void> {
    if (this.capture) await this.capture.stop();
    this.core.endings.close();
    this.host.open.close();
    await this.settled();
  }

  /** Resolves when all that was logged is captured, checked, copied and redacted; its lines are with the delivery then. */
  private async settled(): Promise<void> {
    if (this.capture) await this.capture.settled();
    await this.core.endings.settled();
    await this.core.answers.settled();
    await this.delivery.files?.settled();
    await this.core.gate.flush();
  }
}
