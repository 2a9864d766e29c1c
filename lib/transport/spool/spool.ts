import { appendFileSync, lstatSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type Batch } from '../batch.js';
import { type Ledger } from '../ledger.js';
import { assertPrivate, makePrivate } from './folder.js';
import { Journal } from './journal.js';
import { freed, isDead, newOwner, ownerIn, ownerName } from './owner.js';

/** How long a disk that failed is left alone, in ms. */
const DISK_PAUSE = 10_000;
/** How often a process says that it lives, in ms. */
const BEAT = 30_000;
/** How often the journals of others are looked at, in ms. */
const LOOK_AROUND = 60_000;
const MAX_SEGMENT_BYTES = 8_000_000;
/** How much of what the server refused is kept, per process, in bytes. */
const MAX_REJECTED_BYTES = 16_000_000;

export interface SpoolOptions {
  /** An existing or new folder of any mode. */
  readonly parent: string;
  /** The folder below it that belongs to one repository. */
  readonly folder: string;
  /** How much this process keeps there. */
  readonly maxBytes: number;
  /** Whether what is appended is synced to the disk. */
  readonly synced: boolean;
}

/** A batch of lines that another process left behind. */
export interface AdoptedBatch {
  readonly batch: Batch;
  readonly journal: Journal;
}

/**
 * Lines on disk: the journal of this process, and those of processes that are gone.
 *
 * Never throws: where the disk fails it says so, and the lines stay where they are.
 */
export class Spool {
  private readonly owner = newOwner();
  private journalsMade = 0;
  private current: Journal | undefined;
  /** Own ones, oldest first. More than one only where a folder vanished under the first. */
  private readonly own: Journal[] = [];
  private readonly adopted: Journal[] = [];
  private pulse: NodeJS.Timeout | undefined;
  private lastBeat = 0;
  private pausedUntil = 0;
  private lookedAround = -Infinity;
  private syncing = false;
  private unsynced = false;

  constructor(
    private readonly options: SpoolOptions,
    private readonly ledger: Ledger,
  ) {}

  /** Lines of our own that are not done with. */
  get ownLines(): number {
    return this.own.reduce((sum, journal) => sum + journal.lines, 0);
  }

  get adoptedLines(): number {
    return this.adopted.reduce((sum, journal) => sum + journal.lines, 0);
  }

  /** Puts lines behind those that are there. @returns whether they are on disk */
  append(lines: readonly string[], from: number): boolean {
    if (performance.now() < this.pausedUntil) return false;
    return this.guarded(false, () => {
      if (this.current?.exists === false) this.lose(this.current);
      this.current ??= this.begin();
      if (this.current.append(lines, from)) this.trim();
      this.ledger.spoolWorks();
      if (this.options.synced) this.sync();
      return true;
    });
  }

  /** Reads the next own lines from place `from` on and before `upTo`. */
  read(maxBytes: number, from: number, upTo: number): Batch | undefined {
    for (const journal of this.own) {
      const batch = this.guarded(undefined, () => this.readFrom(journal, maxBytes, from, upTo));
      if (batch !== undefined) return batch;
    }
    return undefined;
  }

  /** Own lines before this place are done with. */
  acknowledge(place: number): void {
    this.guarded(undefined, () => {
      for (const journal of [...this.own]) {
        journal.acknowledge(place);
        if (journal.lost && journal.isEmpty) this.forget(journal);
      }
    });
  }

  /** Reads the next lines of processes that are gone. */
  readAdopted(maxBytes: number): AdoptedBatch | undefined {
    this.lookAround();
    for (const journal of [...this.adopted]) {
      const batch = this.guarded(undefined, () => this.readFrom(journal, maxBytes, 0, Infinity));
      if (batch !== undefined) return { batch, journal };
      this.guarded(undefined, () => {
        journal.acknowledge(Infinity);
        this.forget(journal);
      });
    }
    return undefined;
  }

  acknowledgeAdopted(journal: Journal, place: number): void {
    this.guarded(undefined, () => journal.acknowledge(place));
  }

  /** Keeps a line that the server refused, for people to look at. */
  reject(line: string, reason: string): void {
    this.guarded(undefined, () => {
      const folder = join(this.options.folder, 'rejected');
      makePrivate(this.options.parent, folder);
      const file = join(folder, `${ownerName(this.owner)}.log`);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size + line.length > MAX_REJECTED_BYTES) return;
      appendFileSync(file, `${new Date().toISOString()} ${reason}\n${line}\n`, { mode: 0o600 });
    });
  }

  /** Lets go of everything, so that any process may go on with it. @returns how many lines are lost with a lost folder */
  close(): number {
    clearInterval(this.pulse);
    let lost = 0;
    for (const journal of [...this.own, ...this.adopted]) {
      if (journal.lost) lost += journal.lines;
      this.guarded(undefined, () => this.release(journal));
    }
    this.own.length = this.adopted.length = 0;
    this.current = undefined;
    return lost;
  }

  /** Says that this process lives; a journal that somebody took for an orphan is theirs now. */
  beat(): void {
    const now = performance.now();
    if (now - this.lastBeat < BEAT) return;
    this.lastBeat = now;
    for (const journal of [...this.own, ...this.adopted]) {
      if (journal.lost) continue;
      this.guarded(undefined, () => {
        if (!lstatSync(journal.folder, { throwIfNoEntry: false })?.isDirectory()) this.lose(journal);
        else journal.beat();
      });
    }
  }

  private readFrom(journal: Journal, maxBytes: number, from: number, upTo: number): Batch | undefined {
    const { batch, damaged } = journal.read(maxBytes, from, upTo);
    if (damaged > 0) this.ledger.damaged(damaged);
    return batch;
  }

  private begin(): Journal {
    const { parent, folder } = this.options;
    const own = join(folder, this.nextName());
    makePrivate(parent, own);
    const journal = new Journal(own, this.segmentBytes);
    this.own.push(journal);
    this.keepBeating();
    return journal;
  }

  private nextName(owner = this.owner): string {
    return `${ownerName(owner)}~${this.journalsMade++}`;
  }

  private get segmentBytes(): number {
    return Math.min(MAX_SEGMENT_BYTES, Math.ceil(this.options.maxBytes / 4));
  }

  /** Takes over what processes left behind: whoever renames the folder has it. */
  private lookAround(): void {
    const now = performance.now();
    if (now - this.lookedAround < LOOK_AROUND) return;
    this.lookedAround = now;
    const { folder } = this.options;
    this.guarded(undefined, () => {
      if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
      assertPrivate(folder);
      for (const name of readdirSync(folder).sort()) this.adopt(name);
    });
  }

  private adopt(name: string): void {
    const owner = ownerIn(name);
    const found = join(this.options.folder, name);
    const stat = lstatSync(found, { throwIfNoEntry: false });
    if (owner === undefined || owner.id === this.owner.id || !stat?.isDirectory()) return;
    if (!isDead(owner, Date.now() - stat.mtimeMs)) return;
    const ours = join(this.options.folder, this.nextName());
    try {
      renameSync(found, ours);
    } catch (fault) {
      // Another process was quicker.
      if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw fault;
    }
    const journal = Journal.open(ours, this.segmentBytes);
    journal.beat();
    this.adopted.push(journal);
    this.keepBeating();
  }

  private keepBeating(): void {
    this.pulse ??= setInterval(() => this.beat(), BEAT).unref();
  }

  /** Keeps within the size: what others left goes first, then our own oldest. */
  private trim(): void {
    const all = [...this.adopted, ...this.own];
    let surplus = all.reduce((sum, journal) => sum + journal.bytes, 0) + this.segmentBytes - this.options.maxBytes;
    for (const journal of all) {
      const keep = journal === this.current ? 1 : 0;
      while (surplus > 0) {
        const before = journal.bytes;
        const lines = journal.shed(keep);
        if (lines === undefined) break;
        surplus -= before - journal.bytes;
        this.ledger.spoolFull(lines, this.options.maxBytes);
      }
    }
  }

  private sync(): void {
    if (this.syncing) {
      this.unsynced = true;
      return;
    }
    this.syncing = true;
    void this.current?.sync().then(() => {
      this.syncing = false;
      if (!this.unsynced) return;
      this.unsynced = false;
      this.sync();
    });
  }

  /** Its folder is gone. Removed, its open files can be read on; renamed, another process has it. */
  private lose(journal: Journal): void {
    journal.lost = true;
    if (journal === this.current) this.current = undefined;
    this.ledger.spoolVanished(journal.folder);
    if (journal.exists) this.forget(journal);
  }

  private forget(journal: Journal): void {
    for (const list of [this.own, this.adopted]) {
      const at = list.indexOf(journal);
      if (at !== -1) list.splice(at, 1);
    }
    journal.close();
  }

  private release(journal: Journal): void {
    const left = !journal.isEmpty && !journal.lost;
    if (left && this.options.synced) journal.syncNow();
    journal.close();
    if (left) renameSync(journal.folder, join(this.options.folder, this.nextName(freed(this.owner))));
  }

  private guarded<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (fault) {
      this.pausedUntil = performance.now() + DISK_PAUSE;
      this.ledger.spoolFails(this.options.folder, fault);
      return otherwise;
    }
  }
}
