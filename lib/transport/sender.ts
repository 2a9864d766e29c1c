import { AsyncResource } from 'node:async_hooks';

import { type ResolvedTransport } from '../options/transport-options.js';
import { backoff } from './backoff.js';
import { type Batch, cutBatch, splitBatch } from './batch.js';
import { type Ledger } from './ledger.js';
import { type Outcome } from './outcome.js';
import { type LineQueue } from './queue.js';
import { Waiters } from './waiters.js';

/** How long a server that refuses us is left alone, in ms. */
export const PROBE_INTERVAL = 300_000;

/** So many lines refused one after the other, and it may be us and not the lines: from then on with a wait between. */
const DOUBT_AFTER = 3;

type SenderOptions = Pick<ResolvedTransport, 'flushInterval' | 'maxBatchBytes' | 'retry'>;

/**
 * Takes batches off the queue and sends them one at a time, in order: a newer line never overtakes an older one.
 *
 * It has one timer, which is unref'd, and nothing runs while nothing waits.
 */
export class Sender {
  /** Cut and not yet acknowledged; the first is the one in flight. */
  private readonly pending: Batch[] = [];
  private readonly waiters = new Waiters();
  /** Else timers and sockets would hold, and run in, the context of whichever request logged first. */
  private readonly outside = new AsyncResource('nestjs-maxim.delivery');
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private busy = false;
  private stopped = false;
  private failures = 0;
  private lone = 0;
  /** When the next request may be made, and when at the earliest if somebody is in a hurry. */
  private resumeAt = 0;
  private barredUntil = 0;

  constructor(
    private readonly queue: LineQueue,
    private readonly post: (body: Buffer) => Promise<Outcome>,
    private readonly ledger: Ledger,
    private readonly options: SenderOptions,
    private readonly probeInterval = PROBE_INTERVAL,
  ) {}

  /** Lines cut off the queue and not yet acknowledged, and their bytes. */
  get inFlight(): { lines: number; bytes: number } {
    let lines = 0;
    let bytes = 0;
    for (const batch of this.pending) {
      lines += batch.lines;
      bytes += batch.body.length;
    }
    return { lines, bytes };
  }

  /** A line was pushed. */
  wake(): void {
    if (this.busy || this.stopped) return;
    const full = this.queue.bytes >= this.options.maxBatchBytes;
    if (full || this.timer === undefined) this.schedule(full ? 0 : this.options.flushInterval);
  }

  /**
   * Sends at once, whatever the backoff; only what the server asked for is kept to.
   *
   * @param patience how long to wait for a line to be settled, in ms
   * @param renewed whether patience starts anew with each progress
   */
  drain(patience: number, renewed: boolean): Promise<void> {
    const mark = this.queue.tail;
    if (this.stopped || this.settled() >= mark) return Promise.resolve();
    const done = this.waiters.wait(mark, patience, renewed);
    this.resumeAt = this.barredUntil;
    this.waiters.stalled(this.resumeAt);
    this.schedule(0);
    return done;
  }

  /** Makes no further request. @returns how many lines were left over */
  stop(): number {
    this.stopped = true;
    clearTimeout(this.timer);
    const left = this.inFlight.lines + this.queue.length;
    this.pending.length = 0;
    this.queue.take(this.queue.length);
    return left;
  }

  private settled(): number {
    return this.pending[0]?.from ?? this.queue.head;
  }

  private schedule(delay: number): void {
    if (this.busy || this.stopped) return;
    const now = performance.now();
    const at = Math.max(now + delay, this.resumeAt);
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = this.outside.runInAsyncScope(() => setTimeout(this.onTimer, at - now).unref());
  }

  private readonly onTimer = (): void => {
    this.timer = undefined;
    void this.round();
  };

  private async round(): Promise<void> {
    if (this.pending.length === 0) {
      const cut = cutBatch(this.queue, this.options.maxBatchBytes);
      if (cut !== undefined) this.pending.push(cut);
    }
    const [batch] = this.pending;
    if (batch === undefined) return;
    this.busy = true;
    const outcome = await this.post(batch.body);
    this.busy = false;
    if (this.stopped) return;
    this.settle(batch, outcome);
    this.carryOn();
  }

  private carryOn(): void {
    const more = this.pending.length > 0 || this.waiters.any || this.queue.bytes >= this.options.maxBatchBytes;
    if (more) this.schedule(0);
    else if (this.queue.length > 0) this.schedule(this.options.flushInterval);
    else this.ledger.relieved();
  }

  private settle(batch: Batch, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'sent':
        this.failures = this.lone = this.resumeAt = this.barredUntil = 0;
        this.pending.shift();
        this.ledger.sent(batch.lines);
        this.waiters.progress(this.settled());
        return;
      case 'retry':
        this.failures += 1;
        this.ledger.failed(outcome.reason, this.failures);
        this.pause(outcome.after);
        return;
      case 'refused':
        this.ledger.refused(outcome.reason, outcome.cure);
        this.pause(this.probeInterval);
        return;
      case 'split':
        this.split(batch, outcome.reason);
    }
  }

  private split(batch: Batch, reason: string): void {
    const halves = splitBatch(batch);
    if (halves !== undefined) {
      this.pending.splice(0, 1, ...halves);
      return;
    }
    this.pending.shift();
    this.ledger.rejected(reason);
    this.waiters.progress(this.settled());
    this.lone += 1;
    if (this.lone < DOUBT_AFTER) return;
    this.failures += 1;
    this.pause();
  }

  /** @param demanded ms for which the server is left alone even when somebody is in a hurry */
  private pause(demanded?: number): void {
    const now = performance.now();
    const wait = Math.max(demanded ?? 0, this.failures === 0 ? 0 : backoff(this.failures, this.options.retry));
    this.resumeAt = now + wait;
    this.barredUntil = now + Math.max(demanded ?? 0, Math.min(wait, this.options.retry.minDelay));
    this.waiters.stalled(this.resumeAt);
  }
}
