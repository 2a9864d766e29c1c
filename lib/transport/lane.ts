import { type ResolvedTransport } from '../options/transport-options.js';
import { Backlog } from './backlog.js';
import { type DeliveryStats } from './delivery.js';
import { Keeper } from './keeper.js';
import { type Ledger } from './ledger.js';
import { type Outcome } from './outcome.js';
import { Sender } from './sender.js';
import { type Spool } from './spool/spool.js';

/** The most lines that wait in memory, however short: each costs more than its bytes. */
const MAX_QUEUE_LINES = 1_000_000;

/** One way out: lines that wait, in memory and on disk, and what takes them away one batch at a time. */
export class Lane {
  private readonly backlog: Backlog;
  private readonly keeper: Keeper;
  private readonly sender: Sender;

  /**
   * @param spool where lines wait on disk; undefined: nowhere
   * @param bytesBeside how much of `maxQueueBytes` others take
   */
  constructor(
    private readonly options: ResolvedTransport,
    readonly ledger: Ledger,
    private readonly spool: Spool | undefined,
    post: (body: Buffer) => Promise<Outcome>,
    private readonly bytesBeside: () => number,
  ) {
    this.backlog = new Backlog(options.maxBatchBytes, spool);
    this.keeper = new Keeper(this.backlog, options);
    this.sender = new Sender(this.backlog, post, ledger, options);
  }

  /** Whether something waits that this process took. */
  get isBusy(): boolean {
    return this.backlog.settled < this.backlog.queue.tail;
  }

  /** Bytes in memory. */
  get bytes(): number {
    return this.backlog.bytes;
  }

  /** Called after each request, once what became of it is counted. */
  set onRound(then: () => void) {
    this.sender.onRound = then;
  }

  accept(line: string, bytes: number): void {
    if (!this.makeRoom(bytes)) return;
    this.push(line, bytes);
    if (this.surplus > 0 && !this.backlog.spill()) this.drop(this.backlog.dropOldest(bytes));
  }

  /** Takes a line whatever else waits: one that stands for a larger one that is about to go. */
  push(line: string, bytes: number): void {
    this.backlog.queue.push(line, bytes);
    this.sender.wake();
    this.keeper.wake(this.sender.isDown);
  }

  /** Looks for what processes that are gone left behind. */
  wake(): void {
    this.sender.wake();
  }

  drain(patience: number, renewed: boolean): Promise<void> {
    return this.sender.drain(patience, renewed);
  }

  /** Makes no further request and lets go of what waits. */
  close(): void {
    this.sender.stop();
    const { lost, kept } = this.backlog.close();
    if (lost > 0) this.ledger.abandoned(lost);
    if (kept > 0 && this.spool) this.ledger.leftBehind(kept, this.spool.folder);
  }

  stats(): DeliveryStats {
    const { lines, bytes, onDisk } = this.backlog.sizes;
    return this.ledger.stats(lines, bytes, onDisk);
  }

  /** Makes a line of so many bytes fit into the queue, or the disk take it. @returns false where it gives way itself */
  private makeRoom(bytes: number): boolean {
    if (this.lacking(bytes) <= 0) return true;
    const { overflow, durability = 'memory' } = this.options;
    const { backlog } = this;
    let flows = overflow === 'spool' || durability !== 'memory';
    while (flows && backlog.queue.length > 0 && this.lacking(bytes) > 0) flows = backlog.spill();
    const surplus = this.lacking(bytes);
    if (surplus <= 0 || flows) return true;
    const givesWay = overflow === 'drop-newest' || surplus > backlog.queue.bytes;
    this.drop(givesWay ? 1 : backlog.dropOldest(surplus));
    return !givesWay;
  }

  private drop(lines: number): void {
    this.ledger.overflowed(lines, this.options.maxQueueBytes);
  }

  /** Bytes in memory beyond what may be there; below 0, room. */
  private get surplus(): number {
    return this.bytes + this.bytesBeside() - this.options.maxQueueBytes;
  }

  /** How many bytes have to go before a line of so many fits. */
  private lacking(bytes: number): number {
    const surplus = this.surplus + bytes;
    return this.backlog.queue.length < MAX_QUEUE_LINES ? surplus : Math.max(surplus, 1);
  }
}
