/** The longest that a field waits for its value, in ms. */
const PATIENCE_MS = 5000;

/** The fields of one line whose values are still to come. */
export class PendingFields {
  /** For each, what hides it. */
  private readonly awaited = new Set<() => void>();
  private readonly timer: NodeJS.Timeout;
  private settled: () => void = () => undefined;

  /** @param tooLate called before fields are hidden because their values have not come in time */
  constructor(tooLate: () => void) {
    this.timer = setTimeout(() => {
      tooLate();
      this.giveUp();
    }, PATIENCE_MS).unref();
  }

  /**
   * @param value of the field; a rejection hides it
   * @param settle takes the value, unless it comes too late
   * @param hide takes an error where there was one
   */
  add(value: Promise<unknown>, settle: (value: unknown) => void, hide: (error?: { cause: unknown }) => void): void {
    const giveUp = (): void => hide();
    this.awaited.add(giveUp);
    const close = (end: () => void): void => {
      if (!this.awaited.delete(giveUp)) return;
      end();
      if (this.awaited.size === 0) this.end();
    };
    value.then(
      (came) => close(() => settle(came)),
      (cause: unknown) => close(() => hide({ cause })),
    );
  }

  /** @param then called once, when no value is awaited any more; never before this call returns */
  whenSettled(then: () => void): void {
    this.settled = then;
  }

  /** Hides the fields whose values have not come. */
  giveUp(): void {
    const awaited = [...this.awaited];
    this.awaited.clear();
    for (const hide of awaited) hide();
    this.end();
  }

  /** Keeps the process up meanwhile, at most for as long as a field waits. */
  urge(): void {
    this.timer.ref();
  }

  private end(): void {
    clearTimeout(this.timer);
    this.settled();
  }
}
