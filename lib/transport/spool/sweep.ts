import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** After so long nobody asks for a file any more, in ms. */
const FORGOTTEN_AFTER = 7 * 86_400_000;

/** Removes the files in a folder that nobody has written to for a week. Throws what the file system throws. */
export function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - written > FORGOTTEN_AFTER) rmSync(path, { force: true });
  }
}
