import { lstatSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { type Batch } from '../batch.js';
import { type Ledger } from '../ledger.js';
import { assertPrivate } from './folder.js';
import { type Home } from './home.js';
import { Journal } from './journal.js';
import { isDead, ownerIn } from './owner.js';

/** How often the journals of others are looked at, in ms. */
const LOOK_AROUND = 60_000;

/** A batch of lines that another process left behind. */
export interface AdoptedBatch {
  readonly batch: Batch;
  readonly journal: Journal;
}

/** The journals of processes that are gone, taken over by this one. Never throws. */
export class Orphans {
  readonly journals: Journal[] = [];
  private lookedAround = -Infinity;

  constructor(
    private readonly home: Home,
    private readonly segmentBytes: number,
    private readonly ledger: Ledger,
  ) {}

  get lines(): number {
    return this.journals.reduce((sum, journal) => sum + journal.lines, 0);
  }

  read(maxBytes: number): AdoptedBatch | undefined {
    for (const journal of [...this.journals]) {
      const batch = this.home.attempt(undefined, () => this.readFrom(journal, maxBytes));
      if (batch !== undefined) return { batch, journal };
      this.forget(journal);
    }
    return undefined;
  }

  acknowledge(journal: Journal, place: number): void {
    this.home.attempt(undefined, () => journal.acknowledge(place));
    if (journal.isEmpty) this.forget(journal);
  }

  forget(journal: Journal): void {
    const at = this.journals.indexOf(journal);
    if (at !== -1) this.journals.splice(at, 1);
    this.home.attempt(undefined, () => journal.close());
  }

  private readFrom(journal: Journal, maxBytes: number): Batch | undefined {
    const { batch, damaged } = journal.read(maxBytes, 0);
    if (damaged > 0) this.ledger.damaged(damaged);
    if (batch === undefined) journal.acknowledge(Number.MAX_SAFE_INTEGER);
    return batch;
  }

  /** Takes over the journals of processes that are gone, if it is a while since it was done. */
  lookAround(): void {
    const now = performance.now();
    if (now - this.lookedAround < LOOK_AROUND) return;
    this.lookedAround = now;
    const { folder } = this.home;
    this.home.attempt(undefined, () => {
      if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
      assertPrivate(folder);
      for (const name of readdirSync(folder).sort()) this.home.attempt(undefined, () => this.adopt(name));
    });
  }

  /** Of all that try, the one whose renaming succeeds has it. */
  private adopt(name: string): void {
    const owner = ownerIn(name);
    const found = join(this.home.folder, name);
    const stat = lstatSync(found, { throwIfNoEntry: false });
    if (owner === undefined || owner.id === this.home.owner.id || !stat?.isDirectory()) return;
    if (!isDead(owner, Date.now() - stat.mtimeMs)) return;
    const ours = this.home.newPath();
    try {
      renameSync(found, ours);
    } catch (fault) {
      // Another process was quicker.
      if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw fault;
    }
    const journal = Journal.open(ours, this.segmentBytes);
    journal.beat();
    this.journals.push(journal);
  }
}
