/**
 * What `observe()` tells of a value it watches.
 *
 * Exactly one of `ok`, `error`, `cancelled` is called, exactly once – or else `deferred`, in their stead. A listener
 * must not throw; whoever calls it does not guard against it. After the ending nothing more is called.
 */
export interface Listener {
  /** Each chunk of a stream as it reaches its consumer, before the ending. Read it at once: its bytes may be reused. */
  chunk?(chunk: unknown): void;
  /**
   * It came to its end. `value` is the plain or settled value; for a stream, its return value, the final message of a
   * helper that holds one, or the sole value of an Observable; otherwise undefined.
   */
  ok(value: unknown): void;
  error(error: unknown): void;
  /** Its consumer stopped before the end, or it was aborted. */
  cancelled(): void;
  /** The value proved to be a stream: called at most once, before the first chunk. */
  streaming?(): void;
  /**
   * Nothing will end it but its consumer: a stream that wants reading, a lazy promise that wants awaiting. Called at
   * most once: before `observe()` returns, or when a promise settles to such a value. Keep the handle, and at the end
   * of the trace (if it has not started) and at `close()` call `abandon()`; forget it once the value has ended.
   */
  pending?(handle: Pending): void;
  /**
   * The value is cold (an Observable): it may be subscribed to any number of times, or never, and every subscription
   * is a piece of work of its own. Called once, before `observe()` returns or when a promise settles to such a value;
   * no ending of this listener follows by itself. So hold back the element of the call, and give a function that is
   * called at each subscription, in the subscriber's context: it opens an element – the first time that may be the one
   * held back – and gives its listener. An element held back that nobody subscribed to is never sent.
   *
   * A listener without this method hears of the first subscription only.
   */
  readonly deferred?: (() => () => Watch) | undefined;
}

/** A value that waits for its consumer. */
export interface Pending {
  /** Whether the consumer has begun: awaited, iterated, read or piped it, even if nothing has come yet. */
  readonly started: boolean;
  /** Calls the listener's `cancelled`, unless it has ended. The value itself is let be, and works on unwatched. */
  abandon(): void;
}

/** One piece of work: whom to tell of it, and the context it runs in. */
export interface Watch {
  listener: Listener;
  run: RunInContext;
  /** Runs what the subscriber does with what it is given in the subscriber's own context. @default where it is given */
  outside?: RunInContext;
}

/** Runs a function in the context in which the watched value was made. */
export type RunInContext = <T>(fn: () => T) => T;
