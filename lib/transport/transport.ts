import { channel } from 'node:diagnostics_channel';
import { resolve } from 'node:path';

import { type Reporter } from '../faults/reporter.js';
import { type ResolvedTransport } from '../options/transport-options.js';
import { MAX_BODY_BYTES } from '../protocol/limits.js';
import { Backlog } from './backlog.js';
import { type Delivery, type DeliveryStats } from './delivery.js';
import { Keeper } from './keeper.js';
import { Ledger } from './ledger.js';
import { Sender } from './sender.js';
import { spoolFolder } from './spool/folder.js';
import { Spool } from './spool/spool.js';
import { Upstream } from './undici.js';

/** The most lines that wait in memory, however short: each costs more than its bytes. */
const MAX_QUEUE_LINES = 1_000_000;

/** After each request: what `stats()` gives, and the `repositoryId`. */
const STATS = channel('nestjs-maxim:stats');

/**
 * The way out over HTTP: queue → batch → retry → POST, with a spool on disk for what cannot be sent.
 *
 * Connects, looks at the disk and starts a timer with the first line only. Its timers do not keep the process alive, a
 * request in flight and an awaited `flush()` or `close()` do.
 *
 * `flush()` gives up waiting once nothing was accepted for `shutdownTimeout`, or as soon as the next try would come
 * later than that: a server that is down costs a caller one try. The lines are then on disk, or stay in memory where
 * there is no spool. `close()` takes `shutdownTimeout` at most, and leaves the rest on disk, else drops it.
 */
export function createDelivery(options: ResolvedTransport, reporter: Reporter): Delivery {
  const ledger = new Ledger(reporter);
  const backlog = new Backlog(options.maxBatchBytes, spoolFor(options, ledger));
  const upstream = new Upstream(options);
  const sender = new Sender(backlog, (body) => upstream.post(body), ledger, options);
  const delivery = new Transport(options, ledger, backlog, new Keeper(backlog, options), sender, upstream);
  sender.onRound = () => {
    if (STATS.hasSubscribers) STATS.publish({ ...delivery.stats(), repositoryId: options.repositoryId });
  };
  return delivery;
}

function spoolFor({ spool, baseUrl, repositoryId, durability }: ResolvedTransport, ledger: Ledger): Spool | undefined {
  if (spool === undefined || spool === false) return undefined;
  const parent = resolve(spool.dir);
  const folder = spoolFolder(parent, baseUrl, repositoryId);
  return new Spool({ parent, folder, maxBytes: spool.maxBytes, synced: durability === 'fsync' }, ledger);
}

class Transport implements Delivery {
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: ResolvedTransport,
    private readonly ledger: Ledger,
    private readonly backlog: Backlog,
    private readonly keeper: Keeper,
    private readonly sender: Sender,
    private readonly upstream: Upstream,
  ) {}

  accept(line: string): void {
    if (this.closing !== undefined) {
      this.ledger.late();
      return;
    }
    const bytes = Buffer.byteLength(line);
    if (bytes > MAX_BODY_BYTES) {
      this.ledger.rejected(`it has ${bytes} bytes and the server takes ${MAX_BODY_BYTES}`);
      return;
    }
    if (!this.makeRoom(bytes)) return;
    this.backlog.queue.push(line, bytes);
    this.sender.wake();
    this.keeper.wake(this.sender.isDown);
  }

  flush(): Promise<void> {
    return this.sender.drain(this.options.shutdownTimeout, true);
  }

  close(): Promise<void> {
    return (this.closing ??= this.shutDown());
  }

  stats(): DeliveryStats {
    const { lines, bytes, onDisk } = this.backlog.sizes;
    return this.ledger.stats(lines, bytes, onDisk);
  }

  /** Makes a line of so many bytes fit into the queue. @returns false where it gives way itself */
  private makeRoom(bytes: number): boolean {
    if (this.lacking(bytes) <= 0) return true;
    const { maxQueueBytes, overflow, durability = 'memory' } = this.options;
    const { backlog } = this;
    let flows = overflow === 'spool' || durability !== 'memory';
    while (flows && backlog.queue.length > 0 && this.lacking(bytes) > 0) flows = backlog.spill();
    const surplus = this.lacking(bytes);
    if (surplus <= 0) return true;
    const givesWay = overflow === 'drop-newest' || surplus > backlog.queue.bytes;
    this.ledger.overflowed(givesWay ? 1 : backlog.dropOldest(surplus), maxQueueBytes);
    return !givesWay;
  }

  /** How many bytes have to go before a line of so many fits. */
  private lacking(bytes: number): number {
    const surplus = this.backlog.bytes + bytes - this.options.maxQueueBytes;
    return this.backlog.queue.length < MAX_QUEUE_LINES ? surplus : Math.max(surplus, 1);
  }

  private async shutDown(): Promise<void> {
    await this.sender.drain(this.options.shutdownTimeout, false);
    this.sender.stop();
    const { lost, kept } = this.backlog.close();
    if (lost > 0) this.ledger.abandoned(lost);
    if (kept > 0) this.ledger.leftBehind(kept);
    await this.upstream.destroy();
  }
}
