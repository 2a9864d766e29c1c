import { type Batch, countForBatch, cutBatch, splitBatch } from './batch.js';
import { LineQueue } from './queue.js';
import { type Journal } from './spool/journal.js';
import { type Spool } from './spool/spool.js';

/** A batch that is out of the queue and not yet done with. */
interface Held {
  readonly batch: Batch;
  /** Where it came from: memory, our own lines on disk, or the journal of a process that is gone. */
  readonly from: 'memory' | 'disk' | Journal;
}

/**
 * All lines that wait, in the order in which they are sent: the batch in flight, our own lines on disk, those in memory;
 * and, when there is nothing else to do, what other processes left behind.
 *
 * Lines go from memory to disk from the front, so that the disk always holds the older ones.
 */
export class Backlog {
  readonly queue = new LineQueue();
  private readonly held: Held[] = [];
  /** Own lines before this place were handed out. */
  private handed = 0;
  /** Own lines before this place are done with or on disk. */
  private safe = 0;

  constructor(
    private readonly maxBatchBytes: number,
    private readonly spool: Spool | undefined,
  ) {}

  /** Lines in memory, and those that are on disk only. */
  get sizes(): { lines: number; bytes: number; onDisk: number } {
    let { length: lines, bytes } = this.queue;
    let both = Math.max(0, this.safe - this.queue.head);
    for (const { batch, from } of this.held) {
      if (from !== 'memory') continue;
      lines += batch.lines;
      bytes += batch.body.length;
      if (batch.to <= this.safe) both += batch.lines;
    }
    return { lines, bytes, onDisk: Math.max(0, this.linesOnDisk - both) };
  }

  /** Bytes in memory. */
  get bytes(): number {
    let bytes = this.queue.bytes;
    for (const { batch } of this.held) bytes += batch.body.length;
    return bytes;
  }

  /** Own lines before this place are done with. */
  get settled(): number {
    return this.held.find(({ from }) => from === 'memory' || from === 'disk')?.batch.from ?? this.handed;
  }

  /** Own lines on disk that were not handed out. */
  private get hasOnDisk(): boolean {
    return this.spool !== undefined && this.handed < this.queue.head;
  }

  /** Whether a full batch waits, or one that has been waiting already. */
  get isPressing(): boolean {
    return this.held.length > 0 || this.hasOnDisk || this.queue.bytes >= this.maxBatchBytes;
  }

  /** Whether processes that are gone left lines behind; looks around for them now and then. */
  hasOrphans(): boolean {
    this.spool?.orphans.lookAround();
    return this.adoptedLines > 0;
  }

  private get adoptedLines(): number {
    return this.spool?.orphans.lines ?? 0;
  }

  /** The batch to send: the same until it is settled or split. */
  next(): Batch | undefined {
    if (this.held.length === 0) {
      this.spool?.beat();
      const held = this.ownFromDisk() ?? this.ownFromMemory() ?? this.adopted();
      if (held !== undefined) this.held.push(held);
    }
    return this.held[0]?.batch;
  }

  /** The batch in front is done with. */
  settle(): void {
    const held = this.held.shift();
    if (held === undefined) return;
    const { batch, from } = held;
    if (typeof from === 'string') {
      this.safe = Math.max(this.safe, batch.to);
      this.spool?.acknowledge(batch.to);
    } else this.spool?.orphans.acknowledge(from, batch.to);
  }

  /** Puts the halves of the batch in front in its place. @returns false where it is one line */
  split(): boolean {
    const [held] = this.held;
    const halves = held && splitBatch(held.batch);
    if (held === undefined || halves === undefined) return false;
    this.held.splice(0, 1, ...halves.map((batch) => ({ ...held, batch })));
    return true;
  }

  /** The line in front is set aside: the server does not want it. */
  reject(reason: string): void {
    const [held] = this.held;
    if (held !== undefined) this.spool?.rejects.keep(held.batch.body.toString(), reason);
    this.settle();
  }

  /** Moves the oldest lines in memory to disk, at most a batch of them. @returns whether it could */
  spill(): boolean {
    if (this.spool === undefined || !this.writeHeld()) return false;
    const { queue } = this;
    const end = queue.head + countForBatch(queue, this.maxBatchBytes);
    if (!this.writeQueue(end)) return false;
    queue.take(end - queue.head);
    return true;
  }

  /** Moves all lines in memory to disk. @returns whether it could */
  spillAll(): boolean {
    let could = this.spill();
    while (could && this.queue.length > 0) could = this.spill();
    return could;
  }

  /** Drops the oldest lines of the queue until so many bytes are free. @returns how many lines */
  dropOldest(bytes: number): number {
    let count = 0;
    for (let left = bytes; left > 0 && count < this.queue.length; count++) left -= this.queue.sizeAt(count);
    this.queue.take(count);
    return count;
  }

  /** Puts on disk what is in memory only; it stays in memory too. */
  writeAhead(): void {
    if (this.writeHeld()) this.writeQueue(this.queue.tail);
  }

  /** Lets go of everything. @returns how many lines are lost, and how many wait on disk */
  close(): { lost: number; kept: number } {
    this.spool?.tryAgain();
    this.spillAll();
    let lost = this.queue.length;
    for (const { batch, from } of this.held) if (from === 'memory' && batch.to > this.safe) lost += batch.lines;
    const onDisk = this.linesOnDisk;
    const lostOnDisk = this.spool?.close() ?? 0;
    this.held.length = 0;
    this.queue.take(this.queue.length);
    return { lost: lost + lostOnDisk, kept: onDisk - lostOnDisk };
  }

  private get linesOnDisk(): number {
    return (this.spool?.lines ?? 0) + this.adoptedLines;
  }

  private ownFromDisk(): Held | undefined {
    const { head } = this.queue;
    if (this.handed >= head) return undefined;
    const batch = this.spool?.read(this.maxBatchBytes, this.handed, head);
    this.handed = batch?.to ?? head;
    return batch && { batch, from: 'disk' };
  }

  private ownFromMemory(): Held | undefined {
    const batch = cutBatch(this.queue, this.maxBatchBytes);
    if (batch === undefined) return undefined;
    this.handed = batch.to;
    return { batch, from: 'memory' };
  }

  private adopted(): Held | undefined {
    const found = this.spool?.orphans.read(this.maxBatchBytes);
    return found && { batch: found.batch, from: found.journal };
  }

  /** What is in flight is older than what is in the queue, and goes first. */
  private writeHeld(): boolean {
    return this.held.every(({ batch, from }) => {
      if (from !== 'memory' || batch.to <= this.safe) return true;
      return this.write(batch.body.toString().split('\n'), batch.from);
    });
  }

  private writeQueue(end: number): boolean {
    const from = Math.max(this.safe, this.queue.head);
    return from >= end || this.write(this.queue.peek(from, end - from), from);
  }

  private write(lines: readonly string[], from: number): boolean {
    if (this.spool?.append(lines, from, this.handed) !== true) return false;
    this.safe = from + lines.length;
    return true;
  }
}
