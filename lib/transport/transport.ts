import { channel } from 'node:diagnostics_channel';
import { join, resolve } from 'node:path';

import { type Reporter } from '../faults/reporter.js';
import { type ResolvedTransport } from '../options/transport-options.js';
import { MAX_LINE_BYTES, MAX_UPLOAD_BYTES } from '../protocol/limits.js';
import { type Delivery, type DeliveryStats } from './delivery.js';
import { Files } from './files.js';
import { Lane } from './lane.js';
import { Ledger } from './ledger.js';
import { type Outcome } from './outcome.js';
import { fileOf } from './parcel.js';
import { patiently } from './patience.js';
import { spoolFolder } from './spool/folder.js';
import { Spool } from './spool/spool.js';
import { Upstream } from './undici.js';
import { uploading } from './uploading.js';

/** After each request: what `stats()` gives, and the `repositoryId`. */
const STATS = channel('nestjs-maxim:stats');

/**
 * The way out over HTTP: queue → batch → retry → POST, with a spool on disk for what cannot be sent. Large lines and
 * files have a lane of their own, so that no line waits for an upload.
 *
 * Does nothing before `start()` or the first line: no connection, no look at the disk, no timer. Its timers do not keep
 * the process alive, a request in flight and an awaited `flush()` or `close()` do.
 *
 * `flush()` gives up waiting once nothing was accepted for `shutdownTimeout`, or as soon as the next try would come
 * later than that: a server that is down costs a caller one try. The lines are then on disk, or stay in memory where
 * there is no spool. `close()` takes `shutdownTimeout` at most, and leaves the rest on disk, else drops it.
 */
export function createDelivery(options: ResolvedTransport, reporter: Reporter): Delivery {
  return new Transport(options, reporter);
}

class Transport implements Delivery {
  readonly files: Files;
  private readonly lines: Lane;
  private readonly uploads: Lane;
  private readonly upstream: Upstream;
  private closing: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly options: ResolvedTransport,
    reporter: Reporter,
  ) {
    const place = placeOnDisk(options);
    const spool = (ledger: Ledger, name = ''): Spool | undefined =>
      place && new Spool({ ...place, folder: join(place.folder, name) }, ledger);
    this.upstream = new Upstream(options);
    const filesFolder = place && { ...place, folder: join(place.folder, 'files') };
    this.files = new Files(filesFolder, options.maxQueueBytes, options.shutdownTimeout);
    const ofLines = new Ledger(reporter);
    const post = (body: Buffer): Promise<Outcome> => this.upstream.post(body);
    this.lines = new Lane(options, ofLines, spool(ofLines), post, () => this.uploads.bytes);
    const ofUploads = new Ledger(reporter, 'Files and large logs');
    const upload = uploading(this.upstream, this.files, options.repositoryId, (line) => this.take(line, true));
    // Each of them by itself, as soon as it is there.
    const single = { ...options, maxBatchBytes: 1 };
    this.uploads = new Lane(single, ofUploads, spool(ofUploads, 'uploads'), upload, () => this.lines.bytes);
    this.lines.onRound = this.uploads.onRound = () => this.looked();
  }

  start(): void {
    if (this.options.spool === undefined || this.options.spool === false) return;
    this.lines.wake();
    this.uploads.wake();
  }

  accept(line: string): void {
    if (this.isClosed) this.lines.ledger.late();
    else this.take(line);
  }

  flush(): Promise<void> {
    return this.drain(() => this.options.shutdownTimeout, true);
  }

  close(last: Promise<unknown> = Promise.resolve()): Promise<void> {
    return (this.closing ??= this.shutDown(last));
  }

  stats(): DeliveryStats {
    const [lines, uploads] = [this.lines.stats(), this.uploads.stats()];
    const lastError = lines.lastError ?? uploads.lastError;
    return {
      queued: lines.queued + uploads.queued,
      queuedBytes: lines.queuedBytes + uploads.queuedBytes,
      sent: lines.sent,
      retried: lines.retried + uploads.retried,
      dropped: lines.dropped + uploads.dropped,
      rejected: lines.rejected + uploads.rejected,
      spooled: lines.spooled + uploads.spooled,
      ...(lastError !== undefined && { lastError }),
    };
  }

  /** @param isUploaded whether what it tells of has arrived */
  private take(line: string, isUploaded = false): void {
    const bytes = Buffer.byteLength(line);
    const file = fileOf(line);
    if (file !== undefined) this.files.want(file);
    if (bytes > MAX_UPLOAD_BYTES) {
      this.lines.ledger.rejected(`it has ${bytes} bytes and the server takes ${MAX_UPLOAD_BYTES}`);
    } else if (bytes > MAX_LINE_BYTES || file !== undefined) this.uploads.accept(line, bytes);
    else if (isUploaded) this.lines.push(line, bytes);
    else this.lines.accept(line, bytes);
  }

  /** A request is over. */
  private looked(): void {
    if (!this.isClosed) this.uploads.wake();
    if (STATS.hasSubscribers) STATS.publish({ ...this.stats(), repositoryId: this.options.repositoryId });
  }

  /** An upload that is done is a line that waits: the lines come first and last, and no line waits for an upload. */
  private async drain(patience: () => number, renewed: boolean): Promise<void> {
    const lines = this.lines.drain(patience(), renewed);
    if (!this.uploads.isBusy) return lines;
    await Promise.all([lines, this.uploads.drain(patience(), renewed)]);
    await this.lines.drain(patience(), renewed);
  }

  private async shutDown(last: Promise<unknown>): Promise<void> {
    const until = performance.now() + this.options.shutdownTimeout;
    const left = (): number => Math.max(until - performance.now(), 0);
    await patiently(last, left());
    this.isClosed = true;
    await this.drain(left, false);
    this.uploads.close();
    this.lines.close();
    this.files.close();
    await this.upstream.destroy();
  }
}

/** Where what cannot be sent waits; undefined where nothing is to be written to disk. */
function placeOnDisk({ spool, baseUrl, repositoryId, durability }: ResolvedTransport) {
  if (spool === undefined || spool === false) return undefined;
  const parent = resolve(spool.dir);
  const folder = spoolFolder(parent, baseUrl, repositoryId);
  return { parent, folder, maxBytes: spool.maxBytes, synced: durability === 'fsync' };
}
