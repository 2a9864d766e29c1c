import { type ResolvedTransport } from '../options/transport-options.js';
import { backoff } from './backoff.js';
import { type Backlog } from './backlog.js';
import { type Batch } from './batch.js';
import { DOWN_AFTER, type Ledger } from './ledger.js';
import { type Outcome } from './outcome.js';
import { startOutside } from './outside.js';
import { Waiters } from './waiters.js';

/** How long a server that refuses us is left alone, in ms. */
export const PROBE_INTERVAL = 300_000;

/** So many lines refused one after the other, and it may be us and not the lines: from then on with a wait between. */
const DOUBT_AFTER = 3;

/** From how long on, in ms, an answer is late: what waits for it goes to disk sooner. */
const OVERDUE = 1_000;

/** Ms; a longer timer would fire at once. */
const LONGEST_TIMER = 2_147_483_647;

type SenderOptions = Pick<ResolvedTransport, 'flushInterval' | 'maxBatchBytes' | 'retry'>;

/**
 * Sends what waits, one batch at a time and in order: a newer line never overtakes an older one.
 *
 * It has one timer, which is unref'd, and nothing runs while nothing waits.
 */
export class Sender {
  /** Called after each request, once what became of it is counted. */
  onRound: () => void = () => undefined;
  private readonly waiters = new Waiters();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private busy = false;
  private sentAt = 0;
  private stopped = false;
  private failures = 0;
  private refused = false;
  private lone = 0;
  /** When the next request may be made, and when at the earliest if somebody is in a hurry. */
  private resumeAt = 0;
  private barredUntil = 0;

  constructor(
    private readonly backlog: Backlog,
    private readonly post: (body: Buffer) => Promise<Outcome>,
    private readonly ledger: Ledger,
    private readonly options: SenderOptions,
    private readonly probeInterval = PROBE_INTERVAL,
  ) {}

  /** Whether requests have been failing for a while, or the one in flight waits for its answer. */
  get isDown(): boolean {
    if (this.refused || this.failures >= DOWN_AFTER) return true;
    return this.busy && performance.now() - this.sentAt > OVERDUE;
  }

  /** A line was pushed. */
  wake(): void {
    if (this.busy || this.stopped) return;
    const full = this.backlog.queue.bytes >= this.options.maxBatchBytes;
    if (full || this.timer === undefined) this.schedule(full ? 0 : this.options.flushInterval);
  }

  /**
   * Sends at once, whatever the backoff; only what the server asked for is kept to.
   *
   * @param patience how long to wait for a line to be settled, in ms
   * @param renewed whether patience starts anew with each progress
   */
  async drain(patience: number, renewed: boolean): Promise<void> {
    const mark = this.backlog.queue.tail;
    if (this.stopped || this.backlog.settled >= mark) return;
    const done = this.waiters.wait(mark, patience, renewed);
    this.resumeAt = this.barredUntil;
    this.waiters.stalled(this.resumeAt);
    this.schedule(0);
    await done;
    if (this.backlog.settled < mark) this.backlog.spillAll();
  }

  /** Makes no further request. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(delay: number): void {
    if (this.busy || this.stopped) return;
    const now = performance.now();
    const at = Math.max(now + delay, this.resumeAt);
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = startOutside(() => setTimeout(this.onTimer, Math.min(at - now, LONGEST_TIMER)).unref());
  }

  private readonly onTimer = (): void => {
    this.timer = undefined;
    void this.round();
  };

  private async round(): Promise<void> {
    const batch = this.backlog.next();
    if (batch !== undefined) {
      this.busy = true;
      this.sentAt = performance.now();
      const outcome = await this.post(batch.body);
      this.busy = false;
      if (this.stopped) return;
      this.settle(batch, outcome);
      this.onRound();
    }
    this.carryOn();
  }

  private carryOn(): void {
    const { backlog } = this;
    this.waiters.progress(backlog.settled);
    if (backlog.isPressing || this.waiters.any) this.schedule(0);
    else if (backlog.queue.length > 0 || backlog.hasOrphans()) this.schedule(this.options.flushInterval);
    else this.ledger.relieved();
  }

  private settle(batch: Batch, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'sent':
        this.failures = this.lone = this.resumeAt = this.barredUntil = 0;
        this.refused = false;
        this.backlog.settle();
        this.ledger.sent(batch.lines);
        return;
      case 'retry':
        this.failures += 1;
        this.ledger.failed(outcome.reason, this.failures);
        this.pause(outcome.after);
        return;
      case 'refused':
        this.refused = true;
        this.ledger.refused(outcome.reason, outcome.cure);
        this.pause(this.probeInterval);
        return;
      case 'split':
        if (!this.backlog.split()) this.reject(outcome.reason);
    }
  }

  private reject(reason: string): void {
    this.backlog.reject(reason);
    this.ledger.rejected(reason);
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
    if (this.isDown) this.backlog.spillAll();
    this.waiters.stalled(this.resumeAt);
  }
}
