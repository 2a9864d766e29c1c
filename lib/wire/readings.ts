/** What is over and not yet read. */
export class Readings {
  /** Those underway, each with who waits for it. */
  private readonly underway = new Set<(() => void)[]>();

  /** @returns what is called when it was read */
  begin(): () => void {
    const waiting: (() => void)[] = [];
    this.underway.add(waiting);
    return () => {
      this.underway.delete(waiting);
      for (const resolve of waiting) resolve();
    };
  }

  /** Resolves when those of now were read; of those only: where calls never cease, it would never resolve. */
  async settled(): Promise<void> {
    await Promise.all([...this.underway].map((waiting) => new Promise<void>((resolve) => waiting.push(resolve))));
  }
}
