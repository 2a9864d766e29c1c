import { lstatSync } from 'node:fs';

import { type Batch } from '../batch.js';
import { type Ledger } from '../ledger.js';
import { startOutside } from '../outside.js';
import { syncFolder } from './folder.js';
import { Home } from './home.js';
import { Journal } from './journal.js';
import { Orphans } from './orphans.js';
import { Rejects } from './rejects.js';

/** How often a process says that it lives, in ms. */
const BEAT = 30_000;
const MAX_SEGMENT_BYTES = 8_000_000;

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

/**
 * Lines on disk: the journal of this process, those of processes that are gone, and what the server refused.
 *
 * Its calls are synchronous and of a batch at most, so that a line is on disk before the next tick and order needs no
 * lock; while all goes well there are none. It never throws: where the disk fails it says so, and the lines stay where
 * they are.
 */
export class Spool {
  readonly orphans: Orphans;
  readonly rejects: Rejects;
  private readonly home: Home;
  private readonly segmentBytes: number;
  private current: Journal | undefined;
  /** Oldest first. More than one only where a folder vanished under the first. */
  private readonly own: Journal[] = [];
  private pulse: NodeJS.Timeout | undefined;
  private lastBeat = -Infinity;
  private syncing = false;
  private unsynced = false;

  constructor(
    private readonly options: SpoolOptions,
    private readonly ledger: Ledger,
  ) {
    this.segmentBytes = Math.min(MAX_SEGMENT_BYTES, Math.ceil(options.maxBytes / 4));
    this.home = new Home(options.parent, options.folder, ledger);
    this.orphans = new Orphans(this.home, this.segmentBytes, ledger);
    this.rejects = new Rejects(this.home);
  }

  get folder(): string {
    return this.options.folder;
  }

  /** Lines of our own that are not done with. */
  get lines(): number {
    return this.own.reduce((sum, journal) => sum + journal.lines, 0);
  }

  /**
   * Puts lines behind those that are there.
   *
   * @param handed lines before this place were handed out
   * @returns whether they are on disk
   */
  append(lines: readonly string[], from: number, handed: number): boolean {
    if (this.home.isPaused) return false;
    return this.home.attempt(false, () => {
      if (this.current?.exists === false) this.lose(this.current);
      this.current ??= this.begin();
      if (this.current.append(lines, from)) this.trim(handed);
      this.ledger.spoolWorks();
      if (this.options.synced) this.sync();
      return true;
    });
  }

  /** The disk failed a moment ago, and there will be no later. */
  tryAgain(): void {
    this.home.resume();
  }

  /** Reads the next own lines from place `from` on and before `upTo`. What cannot be read is left for the next start. */
  read(maxBytes: number, from: number, upTo: number): Batch | undefined {
    for (const journal of [...this.own]) {
      const reading = this.home.attempt(undefined, () => journal.read(maxBytes, from, upTo));
      if (reading === undefined) this.forget(journal);
      else if (reading.damaged > 0) this.ledger.damaged(reading.damaged);
      if (reading?.batch !== undefined) return reading.batch;
    }
    return undefined;
  }

  /** Own lines before this place are done with. */
  acknowledge(place: number): void {
    for (const journal of [...this.own]) {
      this.home.attempt(undefined, () => journal.acknowledge(place));
      if (journal.lost && journal.isEmpty) this.forget(journal);
    }
  }

  /** Says now and then that this process lives; a journal that somebody took for an orphan is theirs now. */
  beat(): void {
    const journals = [...this.own, ...this.orphans.journals].filter(({ lost }) => !lost);
    if (journals.length === 0) return;
    this.pulse ??= startOutside(() => setInterval(() => this.beat(), BEAT).unref());
    const isDue = performance.now() - this.lastBeat >= BEAT;
    if (isDue) this.lastBeat = performance.now();
    for (const journal of journals) {
      this.home.attempt(undefined, () => {
        if (!lstatSync(journal.folder, { throwIfNoEntry: false })?.isDirectory()) this.lose(journal);
        else if (isDue) journal.beat();
      });
    }
  }

  /** Lets go of everything, so that any process may go on with it. @returns how many lines are lost with a lost folder */
  close(): number {
    clearInterval(this.pulse);
    let lost = 0;
    for (const journal of [...this.own, ...this.orphans.journals]) {
      if (journal.lost) lost += journal.lines;
      else if (this.options.synced) this.home.attempt(undefined, () => journal.syncNow());
      this.home.attempt(undefined, () => journal.close());
    }
    this.home.attempt(undefined, () => this.home.letGo());
    this.own.length = this.orphans.journals.length = 0;
    this.current = undefined;
    return lost;
  }

  private begin(): Journal {
    const folder = this.home.newPath();
    this.home.make(folder);
    if (this.options.synced) syncFolder(this.options.folder);
    const journal = new Journal(folder, this.segmentBytes, this.options.synced);
    this.own.push(journal);
    this.beat();
    return journal;
  }

  /** Keeps within the size: what others left goes first, then our own oldest. */
  private trim(handed: number): void {
    const all = [...this.orphans.journals, ...this.own];
    let surplus = all.reduce((sum, journal) => sum + journal.bytes, 0) + this.segmentBytes - this.options.maxBytes;
    for (const journal of all) {
      const keep = journal === this.current ? 1 : 0;
      while (surplus > 0) {
        const before = journal.bytes;
        const lines = journal.shed(keep, this.own.includes(journal) ? handed : 0);
        if (lines === undefined) break;
        surplus -= before - journal.bytes;
        this.ledger.spoolFull(lines, this.options.maxBytes);
      }
    }
  }

  /** One sync at a time; what is appended meanwhile is in the next. */
  private sync(): void {
    this.unsynced = this.syncing;
    if (this.syncing) return;
    this.syncing = true;
    void this.current?.sync().then(() => {
      this.syncing = false;
      if (this.unsynced) this.sync();
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
    if (journal === this.current) this.current = undefined;
    const at = this.own.indexOf(journal);
    if (at === -1) {
      this.orphans.forget(journal);
      return;
    }
    this.own.splice(at, 1);
    this.home.attempt(undefined, () => journal.close());
  }
}
