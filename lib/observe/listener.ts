/**
 * What `observe()` tells of a value it watches. Exactly one of `ok`, `error`, `cancelled` is called, exactly once.
 * A listener must not throw; whoever calls it does not guard against it.
 */
export interface Listener {
  /** Each chunk of a stream as it reaches its consumer, before the ending. */
  chunk?(chunk: unknown): void;
  /**
   * It came to its end. `value` is the plain or settled value; for a stream, its return value, or the final message of
   * a helper that holds one; otherwise undefined.
   */
  ok(value: unknown): void;
  error(error: unknown): void;
  /** Its consumer stopped before the end. */
  cancelled(): void;
  /** The value proved to be a stream: called once, before the first chunk. */
  streaming?(): void;
}

/** Runs a function in the context in which the watched value was made. */
export type RunInContext = <T>(fn: () => T) => T;
