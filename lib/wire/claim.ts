import { type ParserRegistry } from '../parsers/registry.js';
import { type CallListener, type CaptureSink, type Peek } from './capture-sink.js';
import { type Captured } from './captured-search.js';
import { type Readings } from './readings.js';
import { type RecognisedCall } from './recognise.js';
import { soon } from './soon.js';

/** A call that an app is told of. */
export class Claim {
  /** Set by whoever sees the call. */
  peek: Peek = () => undefined;
  /** Set by whoever sees the call, and can tell of it before its end. */
  abandon: () => void = () => undefined;
  private listener: CallListener | undefined;

  /** @param parsers those that read it, the app's own first */
  constructor(
    readonly recognised: RecognisedCall,
    readonly parsers: ParserRegistry,
    private readonly sink: CaptureSink,
    private readonly readings: Readings,
  ) {}

  /** Asks the app; false where the call is none of its. */
  begin(): boolean {
    this.listener = this.sink.begin(
      this.recognised,
      () => this.peek(),
      () => this.abandon(),
    );
    return this.listener !== undefined;
  }

  /** Tells of a fault of our own. */
  fault(error: unknown): void {
    this.sink.fault(error);
  }

  /**
   * Tells that it is over, and soon, when the app has gone on, what it was. Never throws.
   *
   * @param read called once
   */
  tell(read: () => Captured | undefined | Promise<Captured | undefined>): void {
    const done = this.readings.begin();
    const take = this.guarded(() => this.listener?.());
    const finish = (captured?: Captured): void => {
      this.guarded(() => take?.(captured));
      done();
    };
    const fail = (error: unknown): void => {
      this.fault(error);
      finish();
    };
    soon(() => {
      try {
        const captured = read();
        if (captured instanceof Promise) captured.then(finish, fail);
        else finish(captured);
      } catch (error) {
        fail(error); // Only reading throws.
      }
    });
  }

  private guarded<T>(fn: () => T): T | undefined {
    try {
      return fn();
    } catch (error) {
      this.fault(error);
      return undefined;
    }
  }
}
