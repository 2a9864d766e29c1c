import { isMainThread } from 'node:worker_threads';
import { type Reporter } from '../faults/reporter.js';

/** So late that whatever `main.ts` does after `listen()` is done, in ms. */
const HINT_AFTER = 5_000;

/** What is let go of when the process ends. */
interface Closable {
  close(): Promise<void>;
}

/** Those that are up. One listener serves them all: many apps, as in a test run, would be many listeners. */
const live = new Set<Closable>();

function closeAll(): void {
  for (const closable of live) void closable.close();
}

/** The ends of a process of which Nest tells nobody: that nothing is left to do, and a signal without its hooks. */
export class ProcessEnd {
  private hint: NodeJS.Timeout | undefined;

  /** @param hints whether to say that a signal would lose lines */
  constructor(
    private readonly logger: Closable,
    private readonly reporter: Reporter,
    private readonly hints: boolean,
  ) {}

  watch(): void {
    if (live.size === 0) process.on('beforeExit', closeAll);
    live.add(this.logger);
    if (this.hints && isMainThread) this.hint = setTimeout(() => this.look(), HINT_AFTER).unref();
  }

  /** The app begins to close: how it might have ended is no news any more. */
  closing(): void {
    clearTimeout(this.hint);
  }

  unwatch(): void {
    this.closing();
    live.delete(this.logger);
    if (live.size === 0) process.off('beforeExit', closeAll);
  }

  private look(): void {
    if (process.listenerCount('SIGTERM') > 0) return;
    this.reporter.report(
      'warn',
      'shutdown-hooks',
      'SIGTERM would end this process at once, and what waits in memory would not be logged. ' +
        'Call app.enableShutdownHooks() in main.ts.',
    );
  }
}
