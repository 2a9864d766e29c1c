interface Waiter {
  /** Done once every line before this place is settled. */
  readonly mark: number;
  readonly patience: number;
  readonly renewed: boolean;
  readonly resolve: () => void;
  timer: NodeJS.Timeout;
  deadline: number;
}

/**
 * Those who wait for lines to be settled. Their timers are not unref'd: a process in which somebody awaits a flush stays
 * alive for it.
 */
export class Waiters {
  private readonly waiting = new Set<Waiter>();
  private settled = 0;

  get any(): boolean {
    return this.waiting.size > 0;
  }

  /**
   * Resolves when `progress()` has passed the mark, or when patience has run out.
   *
   * @param patience in ms
   * @param renewed whether patience starts anew with each progress
   */
  wait(mark: number, patience: number, renewed: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.release(waiter);
      }, patience);
      const waiter: Waiter = { mark, patience, renewed, resolve, timer, deadline: performance.now() + patience };
      this.waiting.add(waiter);
    });
  }

  /** Every line before `settled` was sent or given up. */
  progress(settled: number): void {
    const further = settled > this.settled;
    this.settled = settled;
    for (const waiter of this.waiting) {
      if (settled >= waiter.mark) this.release(waiter);
      else if (further && waiter.renewed) {
        waiter.timer.refresh();
        waiter.deadline = performance.now() + waiter.patience;
      }
    }
  }

  /** Nothing more is tried before `resumeAt`: who cannot wait so long need not wait at all. */
  stalled(resumeAt: number): void {
    for (const waiter of this.waiting) if (waiter.deadline < resumeAt) this.release(waiter);
  }

  private release(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.waiting.delete(waiter);
    waiter.resolve();
  }
}
