/** How much our own reports say: each level includes those before it. */
export const REPORT_LEVELS = ['silent', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
export type ReportLevel = (typeof REPORT_LEVELS)[number];

/** Where a report is printed; `nest/` gives Nest's own `Logger`. */
export type ReportWriter = (level: Exclude<ReportLevel, 'silent'>, message: string, cause?: unknown) => void;

/**
 * Says each of our own faults once per episode, and never throws.
 *
 * An episode is named by its key. It lasts until `recovered(key)`; a key without recovery is said once per app.
 */
export class Reporter {
  private readonly episodes = new Set<string>();

  constructor(
    private readonly level: ReportLevel,
    private readonly write: ReportWriter,
  ) {}

  report(level: Exclude<ReportLevel, 'silent'>, key: string, message: string, cause?: unknown): void {
    if (this.episodes.has(key)) return;
    this.episodes.add(key);
    if (REPORT_LEVELS.indexOf(level) > REPORT_LEVELS.indexOf(this.level)) return;
    try {
      this.write(level, message, cause);
    } catch {
      // A logger that throws has nowhere left to be reported to.
    }
  }

  /** The trouble behind `key` is over: the next one is news again. */
  recovered(key: string): boolean {
    return this.episodes.delete(key);
  }
}

/** For a disabled module and for tests: says nothing. */
export const silentReporter = (): Reporter => new Reporter('silent', () => undefined);
