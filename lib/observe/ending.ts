import { isAbort } from './abort.js';
import { type Listener, type Pending, type RunInContext, type Watch } from './listener.js';

const NOBODY: Listener = { ok: () => undefined, error: () => undefined, cancelled: () => undefined };

/** Tells of a failure; an abort counts as the consumer's stop. */
export function failed(listener: Listener, error: unknown): void {
  if (isAbort(error)) listener.cancelled();
  else listener.error(error);
}

/** Stands before a listener and keeps its promise: one ending, once, and nothing after it. */
export class Ending implements Pending {
  started = false;
  private ended = false;
  private announced = false;
  private streams = false;

  constructor(private readonly listener: Listener) {}

  /** From here on only the consumer can end it, and it has not begun. */
  wait(): void {
    this.started = false;
    if (this.announced) return;
    this.announced = true;
    this.listener.pending?.(this);
  }

  /** It is a stream. */
  stream(): void {
    if (this.streams) return;
    this.streams = true;
    this.listener.streaming?.();
  }

  chunk(chunk: unknown): void {
    if (!this.ended) this.listener.chunk?.(chunk);
  }

  ok(value: unknown): void {
    if (this.close()) this.listener.ok(value);
  }

  fail(error: unknown): void {
    if (this.close()) failed(this.listener, error);
  }

  cancelled(): void {
    if (this.close()) this.listener.cancelled();
  }

  /**
   * It is cold, and ends never or many times.
   *
   * @returns opens a piece of work for each subscription
   */
  defer(run: RunInContext): () => Watch {
    const open = this.close() ? this.listener.deferred?.() : () => ({ listener: NOBODY, run });
    if (open) return open;
    let next = this.listener;
    return () => {
      const listener = next;
      next = NOBODY;
      return { listener, run };
    };
  }

  abandon(): void {
    this.cancelled();
  }

  private close(): boolean {
    if (this.ended) return false;
    this.ended = true;
    return true;
  }
}
