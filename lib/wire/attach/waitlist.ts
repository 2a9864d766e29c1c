/** How often it is asked whether what is waited for is over, in ms. */
const LOOK_MS = 250;

/** How many wait at most; one more, and the oldest waits no longer. */
const MOST_WAITING = 1000;

/** What is waited with until it is over, or its patience has ended. */
export class Waitlist<T extends { readonly until: number }> implements Iterable<T> {
  private readonly waiting = new Set<T>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param isOver asked now and then; `until` is in ms since the epoch
   * @param done called with what waits no longer
   */
  constructor(
    private readonly isOver: (each: T) => boolean,
    private readonly done: (each: T) => void,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.waiting.values();
  }

  add(each: T): void {
    const [oldest] = this.waiting;
    if (oldest && this.waiting.size >= MOST_WAITING) this.finish(oldest);
    this.waiting.add(each);
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Forgets it. */
  remove(each: T): void {
    this.waiting.delete(each);
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Waits with it no longer. */
  finish(each: T): void {
    this.remove(each);
    this.done(each);
  }

  /** Waits no longer with what is over, or has waited long enough. */
  look(): void {
    for (const each of this.waiting) if (each.until < Date.now() || this.isOver(each)) this.finish(each);
  }

  /** Waits with nothing any longer. */
  close(): void {
    for (const each of this.waiting) this.finish(each);
  }
}
