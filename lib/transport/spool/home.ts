import { lstatSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { type Ledger } from '../ledger.js';
import { makePrivate } from './folder.js';
import { freed, newOwner, ownerIn, ownerName } from './owner.js';

/** How long a disk that failed is left alone, in ms. */
const DISK_PAUSE = 10_000;

/** The folder of one repository, as one delivery of one process sees it. */
export class Home {
  readonly owner = newOwner();
  private made = 0;
  private pausedUntil = 0;

  /**
   * @param parent an existing or new folder of any mode
   * @param folder below it; private to this user
   */
  constructor(
    private readonly parent: string,
    readonly folder: string,
    private readonly ledger: Ledger,
  ) {}

  /** Whether the disk failed a moment ago. */
  get isPaused(): boolean {
    return performance.now() < this.pausedUntil;
  }

  /** Tries the disk again at once. */
  resume(): void {
    this.pausedUntil = 0;
  }

  /** A path for a journal of this process's own that no other has. */
  newPath(): string {
    return join(this.folder, `${ownerName(this.owner)}~${this.made++}`);
  }

  /** Whatever journals of this process's own are left, any process may go on with. Throws where it cannot. */
  letGo(): void {
    if (lstatSync(this.folder, { throwIfNoEntry: false }) === undefined) return;
    for (const name of readdirSync(this.folder)) {
      if (ownerIn(name)?.id !== this.owner.id) continue;
      renameSync(join(this.folder, name), join(this.folder, `${ownerName(freed(this.owner))}~${this.made++}`));
    }
  }

  /** Makes a folder below this one, private to this user. Throws where it cannot. */
  make(folder: string): void {
    makePrivate(this.parent, folder);
  }

  /** Does something that the disk may fail: it is then reported, and the disk is left alone for a while. */
  attempt<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (fault) {
      this.pausedUntil = performance.now() + DISK_PAUSE;
      this.ledger.spoolFails(this.folder, fault);
      return otherwise;
    }
  }
}
