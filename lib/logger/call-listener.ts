import { currentScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import { type Listener, type Pending, type Watch } from '../observe/listener.js';
import { type LoggerCore } from './core.js';
import { failureOf } from '../faults/failure.js';
import { MAX_CONVERSATION_BYTES, MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Opened, type Outcome } from './opened.js';
import { OvertimeMeter } from './overtime.js';
import { type Elements, type Kind } from './recorder.js';
import { StreamReader } from './stream-reader.js';

/** Writes a call's ending, as `observe` tells of it. A fault of our own in it is reported, never thrown. */
export class CallListener<K extends Kind> implements Listener {
  private readonly startedAt = performance.now();
  private readonly outer = currentScope();
  private readonly meter: OvertimeMeter;
  private firstTokenAt: number | undefined;
  private stream: StreamReader | undefined;
  private unread: Pending | undefined;
  private reader: Scope | undefined;

  constructor(
    private readonly core: LoggerCore,
    private readonly kind: K,
    private readonly opened: Opened<Elements[K]>,
    readonly deferred?: () => () => Watch,
  ) {
    this.meter = new OvertimeMeter(opened.scope.unit, this.startedAt);
  }

  pending(handle: Pending): void {
    this.unread = handle;
    this.opened.element.stream = handle;
    this.opened.scope.trace.unread.add(handle);
  }

  streaming(): void {
    const { settings, parsers, maxFieldBytes = 0 } = this.core;
    const isModels = this.kind === 'generation';
    // A model's answer is read before it is cut.
    const maxBytes = isModels ? Math.max(maxFieldBytes, MAX_CONVERSATION_BYTES) : maxFieldBytes || MAX_FIELD_BYTES;
    const known = isModels ? parsers : undefined;
    this.stream = new StreamReader(maxBytes, settings.captureStack, known, this.kind === 'retrieval');
  }

  chunk(chunk: unknown): void {
    this.guarded(() => {
      // What was handed out before may give on long after it was closed for its age.
      if (this.opened.element.ended) return this.unread?.abandon();
      if (!this.stream?.add(chunk)) return;
      this.firstTokenAt ??= performance.now();
      this.meter.piece();
    });
  }

  ok(value: unknown): void {
    this.end(() => this.opened.ok(this.outcome(value)));
  }

  cancelled(): void {
    this.end(() => this.opened.cancel(this.outcome(undefined)));
  }

  error(error: unknown): void {
    const { core, opened, outer, reader } = this;
    const { scope, element } = opened;
    if (element.ended) core.errors.left(error, { scope, outer }, element.failed);
    this.end(() => {
      const failure = failureOf(error, core.settings.captureStack);
      opened.fail(failure, core.errors.news(error, failure, { scope, outer, reader }));
    });
  }

  /** Its consumer takes a step: what fails then comes to that, be it another than the caller. */
  step(): void {
    this.reader ??= currentScope();
  }

  private end(write: () => void): void {
    const { opened } = this;
    if (this.unread) opened.scope.trace.unread.delete(this.unread);
    // What the called function has ended by itself stays as it left it.
    this.guarded(opened.element.ended ? () => opened.pass?.() : write);
  }

  private outcome(value: unknown): Outcome {
    const overtime = this.meter.read();
    if (!this.stream) return { value, overtime };
    const merged = this.stream.outcome();
    if (merged.truncated && value === undefined) this.opened.element.addTag('truncated', 'true');
    const outcome = { ...merged, value: value === undefined ? merged.value : value, overtime };
    const { startedAt, firstTokenAt, meter } = this;
    // The sole value of an Observable is that value, come later: nothing was streamed.
    const isSole = value !== undefined && meter.pieces === 1 && !merged.parsed;
    if (firstTokenAt === undefined || isSole) return outcome;
    const streamedMs = performance.now() - firstTokenAt;
    return { firstTokenMs: firstTokenAt - startedAt, streamedMs, ...outcome };
  }

  private guarded(write: () => void): void {
    try {
      write();
    } catch (error) {
      const { kind } = this;
      const message = `What a ${kind} gave could not be recorded.`;
      this.core.host.reporter.report('error', `watch ${kind}`, message, error);
    }
  }
}
