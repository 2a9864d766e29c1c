import { type Reporter } from '../faults/reporter.js';
import { type DeliveryStats } from './delivery.js';

/** From how many failures in a row on the server counts as down: one alone is not worth a word. */
export const DOWN_AFTER = 3;

/** Keeps count of what became of the lines, and says each trouble once. */
export class Ledger {
  private sentLines = 0;
  private retriedRequests = 0;
  private droppedLines = 0;
  private rejectedLines = 0;
  private lastError: string | undefined;

  /** @param subject what is delivered */
  constructor(
    private readonly reporter: Reporter,
    private readonly subject: 'Logs' | 'Files and large logs' = 'Logs',
  ) {}

  sent(lines: number): void {
    this.sentLines += lines;
    this.lastError = undefined;
    this.reporter.recovered(this.episode('delivery.failing'));
    this.reporter.recovered(this.episode('delivery.refused'));
  }

  /** A request that failed and is sent again; `failures` in a row. */
  failed(reason: string, failures: number): void {
    this.retriedRequests += 1;
    this.lastError = reason;
    if (failures < DOWN_AFTER) return;
    this.reporter.report(
      'warn',
      this.episode('delivery.failing'),
      `${this.subject} are not delivered: ${reason}. They are kept and sent again.`,
    );
  }

  refused(reason: string, cure: string): void {
    this.lastError = reason;
    const message = `${this.subject} are not accepted: ${reason}. ${cure} They are kept, and tried again every few minutes.`;
    this.reporter.report('error', this.episode('delivery.refused'), message);
  }

  rejected(reason: string): void {
    this.rejectedLines += 1;
    this.lastError = reason;
    this.reporter.report('error', 'delivery.rejected', `A line was set aside: ${reason}. The others are delivered.`);
  }

  /** The queue is full. */
  overflowed(lines: number, maxBytes: number): void {
    this.droppedLines += lines;
    const message = `The log queue is full (${maxBytes} bytes): lines are dropped. See transport.maxQueueBytes.`;
    this.reporter.report('warn', this.episode('delivery.overflow'), message);
  }

  /** Nothing waits any more. */
  relieved(): void {
    this.reporter.recovered(this.episode('delivery.overflow'));
    this.reporter.recovered(this.episode('delivery.spool-full'));
  }

  late(): void {
    this.droppedLines += 1;
    this.reporter.report(
      'warn',
      'delivery.late',
      'A line logged after the shutdown was dropped, as will be all others.',
    );
  }

  abandoned(lines: number): void {
    this.droppedLines += lines;
    const cause = this.lastError ?? 'the server did not answer in time';
    this.reporter.report(
      'error',
      this.episode('delivery.abandoned'),
      `${lines} ${this.things} were not delivered before the shutdown: ${cause}.`,
    );
  }

  /** Lines wait on disk, in that folder, for the next process. */
  leftBehind(lines: number, folder: string): void {
    const cause = this.lastError ?? 'the server did not answer in time';
    const message = `${lines} ${this.things} wait on disk, in ${folder}: ${cause}. They are sent at the next start that logs to the same address and repository.`;
    this.reporter.report('warn', this.episode('delivery.left-behind'), message);
  }

  /** The disk took lines. */
  spoolWorks(): void {
    this.reporter.recovered('delivery.spool');
  }

  spoolFails(folder: string, fault: unknown): void {
    const message = `The disk fails under ${folder}, where logs wait: those in memory stay there, those on it that cannot be read are left for the next start. See transport.spool.dir.`;
    this.reporter.report('warn', 'delivery.spool', message, fault);
  }

  spoolVanished(folder: string): void {
    this.reporter.report(
      'warn',
      'delivery.spool-vanished',
      `The folder ${folder}, in which logs wait, was taken away.`,
    );
  }

  /** Lines on disk gave way to newer ones. */
  spoolFull(lines: number, maxBytes: number): void {
    this.droppedLines += lines;
    const message = `The spool is full (${maxBytes} bytes): the oldest lines are dropped. See transport.spool.maxBytes.`;
    this.reporter.report('warn', this.episode('delivery.spool-full'), message);
  }

  damaged(records: number): void {
    this.droppedLines += records;
    this.reporter.report('warn', 'delivery.damaged', `${records} damaged records in the spool were passed over.`);
  }

  /** What is counted. */
  private get things(): string {
    return this.subject === 'Logs' ? 'lines' : 'files and large logs';
  }

  /** Each subject has its own troubles. */
  private episode(key: string): string {
    return `${key} ${this.subject}`;
  }

  stats(queued: number, queuedBytes: number, spooled: number): DeliveryStats {
    return {
      queued,
      queuedBytes,
      sent: this.sentLines,
      retried: this.retriedRequests,
      dropped: this.droppedLines,
      rejected: this.rejectedLines,
      spooled,
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
    };
  }
}
