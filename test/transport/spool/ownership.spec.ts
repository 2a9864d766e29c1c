import { lstatSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { silentReporter } from '../../../lib/faults/reporter.js';
import { Ledger } from '../../../lib/transport/ledger.js';
import { newOwner, ownerIn, ownerName } from '../../../lib/transport/spool/owner.js';
import { Spool } from '../../../lib/transport/spool/spool.js';
import { answer } from '../faulty-server.js';
import { closeRigs, numbered, rig, type Rig } from '../setup.js';
import { spooling } from '../upload-rig.js';
import { nextStart } from './next-start.js';
import { removeTemporaryFolders, temporaryFolder } from './temporary.js';

afterEach(async () => {
  jest.useRealTimers();
  await closeRigs();
  removeTemporaryFolders();
});

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** The journals of lines below a spool's folder. */
function journalsIn(dir: string): string[] {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => ownerIn(basename(name)) && !name.includes('uploads')).map((name) => join(dir, name));
}

/** The one journal of a process amid an outage. */
async function spooled(made: Rig, dir: string, lines: string[]): Promise<string> {
  made.server.afterwards = answer(503);
  for (const line of lines) made.delivery.accept(line);
  while (made.delivery.stats().spooled === 0) await turn();
  const [journal = ''] = journalsIn(dir);
  return journal;
}

const OUTAGE = { retry: { minDelay: 1, maxDelay: 5 }, maxBatchBytes: 100, shutdownTimeout: 50 };
const SIX_MINUTES = 360_000;

function touch(folder: string, ago: number): void {
  const time = (Date.now() - ago) / 1_000;
  utimesSync(folder, time, time);
}

/** Hands a journal to a process of a container beside ours. */
function moveElsewhere(journal: string): string {
  const name = ownerName({ ...newOwner(), space: 'elsewhere', pid: 1, id: 'abc123' });
  const moved = join(dirname(journal), `${name}~0`);
  renameSync(journal, moved);
  return moved;
}

describe('a journal of a process that cannot be looked at', () => {
  it.each([
    [60_000, 'is left alone while it gives signs of life', false],
    [SIX_MINUTES, 'is taken over once it has been silent for long', true],
  ])('%i ms ago: %s', async (silent, _, isTaken) => {
    const dir = temporaryFolder();
    const made = await rig([], { ...spooling(dir), ...OUTAGE });
    await spooled(made, dir, numbered(50));
    await made.delivery.close();
    const [left = ''] = journalsIn(dir);
    const journal = moveElsewhere(left);
    touch(journal, silent);
    made.server.recover();
    const before = made.server.lines.length;
    await nextStart(made.server, dir);
    expect(made.server.lines.slice(before)).toEqual(isTaken ? ['next start', ...numbered(50)] : ['next start']);
    expect(journalsIn(dir)).toEqual(isTaken ? [] : [journal]);
  });

  it('that lives here is left alone, however silent, and so is what is no journal', async () => {
    const dir = temporaryFolder();
    const made = await rig([], { ...spooling(dir), ...OUTAGE });
    const journal = await spooled(made, dir, numbered(50));
    touch(journal, SIX_MINUTES);
    mkdirSync(join(dirname(journal), 'not-a-journal'));
    const other = await rig([], spooling(dir));
    await nextStart(other.server, dir);
    expect(other.server.lines).toEqual(['next start']);
    expect(lstatSync(journal).isDirectory()).toBe(true);
  });
});

describe('a process that has lines on disk', () => {
  it('says all the time that it lives, whatever else it does', () => {
    jest.useFakeTimers();
    const parent = temporaryFolder();
    const options = { parent, folder: join(parent, 'spool'), maxBytes: 1_000_000, synced: false };
    const spool = new Spool(options, new Ledger(silentReporter()));
    spool.append(['a line'], 0, 0);
    const [journal = ''] = journalsIn(parent);
    for (let beats = 0; beats < 3; beats++) {
      touch(journal, SIX_MINUTES);
      jest.advanceTimersByTime(30_000);
      expect(Date.now() - statSync(journal).mtimeMs).toBeLessThan(60_000);
    }
    spool.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sends nothing from a journal that another has taken over meanwhile', async () => {
    const dir = temporaryFolder();
    const made = await rig([], { ...spooling(dir), ...OUTAGE });
    const journal = await spooled(made, dir, numbered(50));
    const inFlight = made.server.lines.at(-1) ?? '';
    moveElsewhere(journal);
    const before = made.server.lines.length;
    made.server.recover();
    made.delivery.accept('goes on');
    while (made.server.lines.at(-1) !== 'goes on') await turn();
    const sent = made.server.lines.slice(before);
    const held = numbered(50).slice(0, numbered(50).indexOf(inFlight) + 1);
    expect(new Set(sent)).toEqual(new Set([...held, 'goes on']));
    expect(held.length).toBeLessThan(20);
    expect(made.reports.some(({ message }) => message.includes('was taken away'))).toBe(true);
  });
});
