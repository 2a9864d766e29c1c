import { type Reporter } from '../faults/reporter.js';
import { type DeliveryStats } from './delivery.js';

/** From how many failures in a row on the server counts as down: one alone is not worth a word. */
const DOWN_AFTER = 3;

/** Keeps count of what became of the lines, and says each trouble once. */
export class Ledger {
  private sentLines = 0;
  private retriedRequests = 0;
  private droppedLines = 0;
  private rejectedLines = 0;
  private lastError: string | undefined;

  constructor(private readonly reporter: Reporter) {}

  sent(lines: number): void {
    this.sentLines += lines;
    this.lastError = undefined;
    this.reporter.recovered('delivery.failing');
    this.reporter.recovered('delivery.refused');
  }

  /** A request that failed and is sent again; `failures` in a row. */
  failed(reason: string, failures: number): void {
    this.retriedRequests += 1;
    this.lastError = reason;
    if (failures < DOWN_AFTER) return;
    this.reporter.report(
      'warn',
      'delivery.failing',
      `Logs are not delivered: ${reason}. They are kept and sent again.`,
    );
  }

  refused(reason: string, cure: string): void {
    this.lastError = reason;
    const message = `Logs are not accepted: ${reason}. ${cure} They are kept, and tried again every few minutes.`;
    this.reporter.report('error', 'delivery.refused', message);
  }

  rejected(reason: string): void {
    this.rejectedLines += 1;
    this.lastError = reason;
    this.reporter.report('error', 'delivery.rejected', `A line was set aside: ${reason}. The others are delivered.`);
  }

  /** The queue is full. */
  overflowed(lines: number, maxBytes: number): void {
    this.droppedLines += lines;
    const message = `The log queue is full (${maxBytes} bytes): the oldest lines are dropped. See transport.maxQueueBytes.`;
    this.reporter.report('warn', 'delivery.overflow', message);
  }

  /** The queue has room again. */
  relieved(): void {
    this.reporter.recovered('delivery.overflow');
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
      'delivery.abandoned',
      `${lines} lines were not delivered before the shutdown: ${cause}.`,
    );
  }

  stats(queued: number, queuedBytes: number): DeliveryStats {
    return {
      queued,
      queuedBytes,
      sent: this.sentLines,
      retried: this.retriedRequests,
      dropped: this.droppedLines,
      rejected: this.rejectedLines,
      spooled: 0,
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
    };
  }
}
