import { type Reporter } from '../faults/reporter.js';
import { type ResolvedTransport } from '../options/transport-options.js';
import { MAX_BODY_BYTES } from '../protocol/limits.js';
import { type Delivery, type DeliveryStats } from './delivery.js';
import { Ledger } from './ledger.js';
import { LineQueue } from './queue.js';
import { Sender } from './sender.js';
import { Upstream } from './undici.js';

/**
 * The way out over HTTP: queue → batch → retry → POST.
 *
 * Connects and starts a timer with the first line only. Its timers do not keep the process alive, a request in flight
 * and an awaited `flush()` or `close()` do.
 *
 * `flush()` gives up waiting, and keeps the lines, once nothing was accepted for `shutdownTimeout`, or as soon as the
 * next try would come later than that: a server that is down costs a caller one try. `close()` takes `shutdownTimeout`
 * at most, and drops what is left.
 */
export function createDelivery(options: ResolvedTransport, reporter: Reporter): Delivery {
  const queue = new LineQueue();
  const ledger = new Ledger(reporter);
  const upstream = new Upstream(options);
  const sender = new Sender(queue, (body) => upstream.post(body), ledger, options);
  return new Transport(options, queue, ledger, sender, upstream);
}

class Transport implements Delivery {
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: ResolvedTransport,
    private readonly queue: LineQueue,
    private readonly ledger: Ledger,
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
    this.queue.push(line, bytes);
    this.sender.wake();
  }

  flush(): Promise<void> {
    return this.sender.drain(this.options.shutdownTimeout, true);
  }

  close(): Promise<void> {
    return (this.closing ??= this.shutDown());
  }

  stats(): DeliveryStats {
    const { lines, bytes } = this.sender.inFlight;
    return this.ledger.stats(this.queue.length + lines, this.queue.bytes + bytes);
  }

  /** Drops the oldest lines until so many bytes fit. @returns false where they never will */
  private makeRoom(bytes: number): boolean {
    const { maxQueueBytes } = this.options;
    const used = this.queue.bytes + this.sender.inFlight.bytes;
    let surplus = used + bytes - maxQueueBytes;
    if (surplus <= 0) return true;
    const fits = surplus <= this.queue.bytes;
    let count = 0;
    if (fits) while (surplus > 0) surplus -= this.queue.sizeAt(count++);
    this.queue.take(count);
    this.ledger.overflowed(fits ? count : 1, maxQueueBytes);
    return fits;
  }

  private async shutDown(): Promise<void> {
    await this.sender.drain(this.options.shutdownTimeout, false);
    const left = this.sender.stop();
    if (left > 0) this.ledger.abandoned(left);
    await this.upstream.destroy();
  }
}
