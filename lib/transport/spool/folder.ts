import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Where the lines of one repository wait: known by a hash, which holds nothing of the API key. */
export function spoolFolder(parent: string, baseUrl: string, repositoryId: string): string {
  const key = createHash('sha256').update(`${baseUrl}\n${repositoryId}`).digest('hex').slice(0, 16);
  return join(parent, `nestjs-maxim-${process.getuid?.() ?? 'spool'}`, key);
}

/**
 * Makes a folder below `parent` that is this user's alone, and every folder between.
 *
 * @throws where a part of the way is a link, is not a folder, or belongs to or is open to another user
 */
export function makePrivate(parent: string, folder: string): void {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const way = folder
    .slice(parent.length)
    .split(/[/\\]/)
    .filter((part) => part !== '');
  let reached = parent;
  for (const part of way) {
    reached = join(reached, part);
    try {
      mkdirSync(reached, { mode: 0o700 });
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    }
    assertPrivate(reached);
  }
}

/** @throws unless it is a folder, no link, and this user's alone */
export function assertPrivate(folder: string): void {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`);
  const user = process.getuid?.();
  if (user === undefined) return;
  if (stat.uid !== user || (stat.mode & 0o077) !== 0) throw new Error(`${folder} is not private to this user`);
}

/** Makes sure that the names in a folder survive a power loss. */
export function syncFolder(folder: string): void {
  // Windows opens no folder, and needs none of this.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
