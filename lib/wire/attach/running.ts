/** A call that is underway. */
interface Running {
  /** Ms of the epoch. */
  readonly since: number;
  /** Has it told of with what has come. */
  readonly abandon: () => void;
}

/** The most that are known at once; one more is told of only when it ends. */
const MOST_RUNNING = 20_000;

/** The calls that are underway, so that those which never end are told of at last. */
export class RunningCalls {
  /** Oldest first. */
  private readonly running = new Set<Running>();
  private timer: NodeJS.Timeout | undefined;

  /** @param maxMs how long one may take; with `Infinity` none is given up before the app's end */
  constructor(private readonly maxMs: number) {}

  /** @returns what is called when it is over */
  begin(abandon: () => void): () => void {
    const call = { abandon, since: Date.now() };
    if (this.running.size < MOST_RUNNING) this.running.add(call);
    if (this.maxMs !== Infinity) this.arm(this.maxMs);
    return () => this.running.delete(call);
  }

  /** Gives up what is underway. */
  close(): void {
    clearTimeout(this.timer);
    for (const call of this.running) this.giveUp(call);
  }

  private giveUp(call: Running): void {
    this.running.delete(call);
    call.abandon();
  }

  private arm(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sweep();
    }, delay).unref();
  }

  private sweep(): void {
    const now = Date.now();
    for (const call of this.running) {
      const left = call.since + this.maxMs - now;
      if (left > 0) return this.arm(left);
      this.giveUp(call);
    }
  }
}
