import { isAbort } from './abort.js';
import { type Listener, type Pending, type RunInContext, type Watch } from './listener.js';

/** Is told, and does nothing. */
export const NOBODY: Listener = { ok: () => undefined, error: () => undefined, cancelled: () => undefined };

/** Tells of a failure; an abort counts as the consumer's stop. */
export function failed(listener: Listener, error: unknown): void {
  if (isAbort(error)) listener.cancelled();
  else listener.error(error);
}

/** Stands before all who watch one value, and keeps its promise to each: one ending, once, and nothing after it. */
export class Ending implements Listener {
  private listeners: Listener[] = [];
  /** Tells how it ended, once it has. */
  private tell: ((listener: Listener) => void) | undefined;
  private streams = false;
  private waits = false;
  private begun = false;
  private closing: (() => void)[] | undefined;
  /** Whose consumer is that of this value too. */
  private source: Pending | undefined;

  constructor(listener: Listener) {
    this.join(listener);
  }

  /** Adds one who watches: from here on it hears the same, and the ending at once where that has been. */
  join(listener: Listener): void {
    if (this.tell) {
      this.tell(listener);
      return;
    }
    this.listeners.push(listener);
    if (this.streams) listener.streaming?.();
    if (this.waits) this.announce(listener);
  }

  /** Whether the consumer has begun. */
  get started(): boolean {
    return this.begun || this.source?.started === true;
  }

  /** The consumer has begun. */
  begin(): void {
    this.begun = true;
  }

  /** From here on only the consumer can end it, and it has not begun. */
  wait(): void {
    this.begun = false;
    this.source = undefined;
    if (this.waits) return;
    this.waits = true;
    for (const listener of this.listeners) this.announce(listener);
  }

  /** The same, where another value stands behind it. */
  pending(source: Pending): void {
    this.wait();
    this.source = source;
  }

  streaming(): void {
    if (this.streams) return;
    this.streams = true;
    for (const listener of this.listeners) listener.streaming?.();
  }

  chunk(chunk: unknown): void {
    const { listeners } = this;
    // By index: this is done for every chunk, and an iterator takes longer than most listeners.
    for (let at = 0; at < listeners.length; at++) listeners[at]?.chunk?.(chunk);
  }

  ok(value: unknown): void {
    this.close((listener) => listener.ok(value));
  }

  error(error: unknown): void {
    this.close((listener) => failed(listener, error));
  }

  cancelled(): void {
    this.close((listener) => listener.cancelled());
  }

  /**
   * It is cold, and ends never or many times.
   *
   * @returns opens a piece of work for each subscription
   */
  defer(run: RunInContext): () => Watch {
    const [first = NOBODY, ...others] = this.listeners;
    this.forget();
    for (const other of others) other.cancelled();
    const open = first.deferred?.();
    if (open) return open;
    let next = first;
    return () => {
      const listener = next;
      next = NOBODY;
      return { listener, run };
    };
  }

  /** Nobody is told any more. */
  forget(): void {
    this.close(() => undefined);
  }

  /** Has something done once it has ended. */
  after(close: () => void): void {
    if (this.tell) close();
    else (this.closing ??= []).push(close);
  }

  /** One who watches gives up. */
  leave(listener: Listener): void {
    if (!this.listeners.includes(listener)) return;
    this.listeners = this.listeners.filter((other) => other !== listener);
    if (this.listeners.length === 0) this.source?.abandon();
    listener.cancelled();
  }

  private announce(listener: Listener): void {
    listener.pending?.(new Handle(this, listener));
  }

  private close(tell: (listener: Listener) => void): void {
    if (this.tell) return;
    this.tell = tell;
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) tell(listener);
    if (this.closing) for (const done of this.closing) done();
  }
}

/** What one who watches holds of a value that waits for its consumer. */
class Handle implements Pending {
  constructor(
    private readonly ending: Ending,
    private readonly listener: Listener,
  ) {}

  get started(): boolean {
    return this.ending.started;
  }

  abandon(): void {
    this.ending.leave(this.listener);
  }
}
