import { type Scope } from '../../../context/scope.js';
import { type MaximSession } from '../../../entities/session.js';
import { type UnitTrace } from '../../../entities/unit-trace.js';
import { type MaximLogger } from '../../../logger/maxim-logger.js';
import { type StreamReader } from '../../../logger/stream-reader.js';
import { type Listener, type RunInContext } from '../../../observe/listener.js';
import { isAbort } from '../../../observe/abort.js';
import { observe } from '../../../observe/observe.js';

/** Bytes that are kept of a response while nothing is attached to its request: to most, nothing ever is. */
const MAX_WAITING_BYTES = 65_536;

/**
 * What is known of a request, written to its trace once that is sent: a request to which nothing was attached costs
 * no more than keeping it in mind.
 */
export class RequestTrace implements Listener {
  /** The interceptor has come by. */
  isDescribed = false;
  /** The handler is at work, or may be. */
  isWatched = false;
  /** The pattern that its address fits, behind its method. */
  route = '';
  private released = false;
  /** The client went away before it was answered. */
  private isLeft = false;
  private readInput: () => unknown;
  private openSession: (() => MaximSession) | undefined;
  private result: unknown;
  private stream: StreamReader | undefined;
  private outputs = 0;
  private thrown: { readonly error: unknown } | undefined;
  private failedStatus: { readonly code: string; readonly message: string } | undefined;

  constructor(
    readonly trace: UnitTrace,
    private readonly scope: Scope,
    private readonly logger: MaximLogger,
    private readonly readPath: () => string,
  ) {
    this.readInput = readPath;
    trace.stream = this;
    trace.whenReleased(() => {
      const before = this.maxBytes;
      this.released = true;
      this.stream?.extend(this.maxBytes - before);
      this.openSession?.();
      this.writeInput();
      if (trace.ended) this.writeEnding();
    });
  }

  /** The session it belongs to, where that has more than an id: opened with the trace. */
  inSession(open: () => MaximSession): void {
    this.openSession = open;
    if (this.released) open();
  }

  /** @param read called when the trace is sent */
  input(read: () => unknown): void {
    this.readInput = read;
    if (this.released) this.writeInput();
  }

  /** The handler is about to run: once, or again where an interceptor of the app tries once more. */
  begin(): void {
    this.isWatched = true;
    this.thrown = undefined;
  }

  /**
   * Takes what the handler gave: once for a value, which may itself be a stream, several times for an Observable.
   *
   * @returns what to hand on in its place: the value, watched
   */
  output<T>(value: T, run: RunInContext): T {
    this.outputs += 1;
    if (this.outputs === 1) return observe(value, this, run);
    if (this.outputs === 2) this.chunk(this.result);
    this.chunk(value);
    return value;
  }

  /** It was answered with a status that is an error: told where nobody in it has told why. */
  answeredWith(code: string, message: string): void {
    this.failedStatus = { code, message };
  }

  /** The handler failed, or the stream that it gave. */
  error(error: unknown): void {
    this.thrown = { error };
  }

  /** Ends the trace with what the handler gave; late children still find it. */
  end(): void {
    if (this.released) this.writeEnding();
    this.trace.end();
  }

  /**
   * The same where the response broke off: because its client went away, unless what was sent had failed.
   *
   * @param isSignalled the app holds a signal that tells it so
   */
  leave(isSignalled: boolean): void {
    const { outputs, thrown } = this;
    if (outputs > 0 && thrown && !isAbort(thrown.error)) return this.end();
    this.isLeft = true;
    if (this.released) this.writeEnding();
    this.trace.unit.left = { at: performance.now(), isSignalled, warn: () => this.warnOfOvertime() };
    this.trace.endAs('cancelled');
  }

  /** The trace is closed while the request goes on: it shows what had come. */
  abandon(): void {
    if (this.released) this.writeEnding();
  }

  ok(value: unknown): void {
    this.result = value;
  }

  cancelled(): void {
    // That its consumer has left is told when the response is over.
  }

  chunk(chunk: unknown): void {
    this.stream ??= this.logger.readStream(this.maxBytes);
    this.stream.add(chunk);
  }

  private warnOfOvertime(): void {
    this.logger.reporter.report(
      'warn',
      `overtime ${this.route}`,
      `A model went on answering "${this.route}" after its client had gone; nobody reads what it still generates. ` +
        "Pass an AbortSignal to the model's client: @CurrentSignal() gives the handler that of its request.",
    );
  }

  private get maxBytes(): number {
    const { maxFieldBytes } = this.logger;
    return this.released ? maxFieldBytes : Math.min(maxFieldBytes, MAX_WAITING_BYTES);
  }

  private writeInput(): void {
    this.trace.fill('input', this.trace.keepsBack('input') ? this.readPath() : this.readInput());
  }

  private writeEnding(): void {
    const { value = this.result, truncated } = this.stream?.outcome() ?? {};
    if (!this.trace.keepsBack('output')) this.trace.fill('output', value);
    if (truncated) this.trace.addTag('truncated', 'true');
    this.writeErrors();
  }

  private writeErrors(): void {
    const { thrown, failedStatus, logger, scope, trace } = this;
    const isOfLeaving = this.isLeft && isAbort(thrown?.error);
    const isTold = thrown !== undefined && !isOfLeaving && logger.recordError(scope, thrown.error);
    if (failedStatus && !isTold && !trace.hasError && !logger.hasFailed(scope)) trace.error(failedStatus);
  }
}
