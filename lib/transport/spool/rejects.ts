import { appendFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { type Home } from './home.js';
import { sweep } from './sweep.js';

/** How much of what the server refused is kept, per process, in bytes. */
const MAX_BYTES = 16_000_000;

/** Lines that the server refused for good, in files for people to read within a week; nothing sends them again. */
export class Rejects {
  private file: string | undefined;

  constructor(private readonly home: Home) {}

  keep(line: string, reason: string): void {
    this.home.attempt(undefined, () => {
      const folder = join(this.home.folder, 'rejected');
      this.home.make(folder);
      if (this.file === undefined) sweep(folder);
      this.file ??= join(folder, `${basename(this.home.newPath())}.log`);
      const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
      if (size + line.length > MAX_BYTES) return;
      appendFileSync(this.file, `${new Date().toISOString()} ${reason}\n${line}\n`, { mode: 0o600 });
    });
  }
}
