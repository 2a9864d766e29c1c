import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** How long the owner of a journal may be silent before it counts as dead where nothing better can be known, in ms. */
export const STALE_AFTER = 300_000;

/** The space of a journal whose owner has let go of it. */
const FREE = 'free';

/** Whose journal it is; the name of its folder. */
export interface Owner {
  /** The pid namespace of one boot of one machine, in which `pid` and `start` mean something. */
  readonly space: string;
  readonly pid: number;
  /** When the process started, as the kernel tells it; `0` where it does not. */
  readonly start: string;
  /** Tells apart the deliveries of one process. */
  readonly id: string;
}

/** This process, and one delivery in it. */
export function newOwner(): Owner {
  return {
    space: pidSpace(),
    pid: process.pid,
    start: startOf(process.pid) ?? '0',
    id: randomBytes(6).toString('hex'),
  };
}

/** The same, let go of. */
export function freed(owner: Owner): Owner {
  return { ...owner, space: FREE };
}

export function ownerName({ space, pid, start, id }: Owner): string {
  return `${space}.${pid}.${start}.${id}`;
}

/** @returns undefined for a name that is not an owner's */
export function ownerIn(name: string): Owner | undefined {
  const [, space, pid, start, id] = /^([0-9a-z]+)\.(\d+)\.(\d+)\.([0-9a-f]+)(?:~\d+)?$/.exec(name) ?? [];
  if (space === undefined || pid === undefined || start === undefined || id === undefined) return undefined;
  return { space, pid: Number(pid), start, id };
}

/**
 * Whether no process will go on with this journal.
 *
 * Known by pid and start time within one pid namespace; elsewhere, a journal nobody has touched for so long is given up.
 *
 * @param silent ms since it was last touched
 */
export function isDead(owner: Owner, silent: number): boolean {
  if (owner.space === FREE) return true;
  if (owner.space === pidSpace()) {
    const start = startOf(owner.pid);
    if (start !== undefined && owner.start !== '0') return start !== owner.start;
    if (!isRunning(owner.pid)) return true;
  }
  return silent > STALE_AFTER;
}

let space: string | undefined;

function pidSpace(): string {
  return (space ??= createHash('sha256').update(spaceName()).digest('hex').slice(0, 12));
}

function spaceName(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Only Linux tells; elsewhere a machine has one namespace.
    return hostname();
  }
}

/** @returns undefined where there is no such process, or no /proc */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has its pid until its parent looks.
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    // The answer is that nothing is known.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}
