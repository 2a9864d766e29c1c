import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { answer, hang } from '../faulty-server.js';
import { closeRigs, numbered, rig, type Rig } from '../setup.js';
import { spooling } from '../upload-rig.js';
import { nextStart } from './next-start.js';
import { removeTemporaryFolders, temporaryFolder } from './temporary.js';

afterEach(async () => {
  jest.restoreAllMocks();
  await closeRigs();
  removeTemporaryFolders();
});

type Call = 'mkdirSync' | 'openSync' | 'writeSync' | 'readSync' | 'renameSync' | 'ftruncateSync' | 'utimesSync';

/** The disk fails a call of the file system for our files, while `isFailing` says so. */
function failing(call: Call, code: string, isFailing = (_arguments: unknown[]): boolean => true): void {
  const works = fs[call] as (...args: unknown[]) => unknown;
  jest.spyOn(fs, call).mockImplementation((...args: unknown[]): never => {
    const isOurs = typeof args[0] === 'number' || String(args[0]).includes('nestjs-maxim-');
    if (isOurs && isFailing(args))
      throw Object.assign(new Error(`${code}: the disk fails, ${call}`), { code, syscall: call });
    return works(...args) as never;
  });
}

/** The clock of the process runs ahead: what waits for a time waits no longer. */
function later(ms: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

const DOWN = { retry: { minDelay: 1, maxDelay: 5 }, maxBatchBytes: 100, shutdownTimeout: 50 };

async function down(dir: string): Promise<Rig> {
  const made = await rig([], { ...spooling(dir), ...DOWN });
  made.server.afterwards = answer(503);
  return made;
}

async function outage({ server, delivery }: Rig, lines: string[]): Promise<void> {
  for (const line of lines) delivery.accept(line);
  await server.received(server.seen.length + 5);
}

/** Everything that the server takes from now on, once so many lines have come. */
async function taken({ server }: Rig, count: number): Promise<string[]> {
  const before = server.lines.length;
  server.recover();
  while (server.lines.length - before < count) await turn();
  return server.lines.slice(before);
}

describe.each<[string, Call, string]>([
  ['is read-only', 'mkdirSync', 'EROFS'],
  ['has no room for a file', 'openSync', 'EDQUOT'],
  ['is full', 'writeSync', 'ENOSPC'],
  ['is broken', 'writeSync', 'EIO'],
])('a disk that %s', (_, call, code) => {
  it('is reported once; lines stay in memory, and all of them are delivered', async () => {
    failing(call, code);
    const made = await down(temporaryFolder());
    await outage(made, numbered(50));
    expect(made.delivery.stats()).toMatchObject({ queued: 50, spooled: 0, dropped: 0 });
    const about = made.reports.filter(({ message }) => message.includes('transport.spool.dir'));
    expect(about).toEqual([{ level: 'warn', message: expect.stringContaining('The disk fails') as unknown }]);
    expect(await taken(made, 50)).toEqual(numbered(50));
  });

  it('is tried again after a while, and takes what waits', async () => {
    let isFailing = true;
    failing(call, code, () => isFailing);
    const dir = temporaryFolder();
    const made = await down(dir);
    await outage(made, numbered(50));
    isFailing = false;
    await outage(made, ['too soon']);
    expect(made.delivery.stats().spooled).toBe(0);
    later(10_000);
    await outage(made, ['last']);
    expect(made.delivery.stats().spooled).toBeGreaterThan(30);
    await made.delivery.close();
    made.server.recover();
    const before = made.server.lines.length;
    await nextStart(made.server, dir);
    expect(made.server.lines.slice(before).sort()).toEqual([...numbered(50), 'too soon', 'last', 'next start'].sort());
  });
});

describe('a record of which the disk took a part', () => {
  async function torn(dir: string): Promise<Rig> {
    let writes = 0;
    const write = fs.writeSync.bind(fs) as (...args: unknown[]) => number;
    const tearing = (fd: number, bytes: Buffer, from: number, length: number, at: number): number => {
      if (++writes !== 3) return write(fd, bytes, from, length, at);
      write(fd, bytes, from, Math.ceil(length / 2), at);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    jest.spyOn(fs, 'writeSync').mockImplementation(tearing as typeof fs.writeSync);
    const made = await down(dir);
    await outage(made, numbered(50));
    expect(writes).toBeGreaterThan(2);
    later(10_000);
    await outage(made, numbered(50, 'late'));
    return made;
  }

  it('costs no line in this process', async () => {
    const made = await torn(temporaryFolder());
    expect(await taken(made, 100)).toEqual([...numbered(50), ...numbered(50, 'late')]);
    await made.delivery.flush();
    expect(made.delivery.stats()).toMatchObject({ sent: 100, dropped: 0 });
  });

  it('costs none in the next', async () => {
    const dir = temporaryFolder();
    const { server, delivery } = await torn(dir);
    await delivery.close();
    server.recover();
    const before = server.lines.length;
    await nextStart(server, dir);
    const all = [...numbered(50), ...numbered(50, 'late'), 'next start'];
    expect(server.lines.slice(before).sort()).toEqual(all.sort());
    expect(delivery.stats().dropped).toBe(0);
  });
});

it('lines on a disk that cannot be read hold up no later ones, and are left for the next start', async () => {
  const dir = temporaryFolder();
  const made = await down(dir);
  await outage(made, numbered(50));
  expect(made.delivery.stats().spooled).toBeGreaterThan(30);
  let isFailing = true;
  failing('readSync', 'EIO', () => isFailing);
  await taken(made, 1);
  while (!made.reports.some(({ message }) => message.includes('The disk fails'))) await turn();
  made.delivery.accept('later');
  while (made.server.lines.at(-1) !== 'later') await turn();
  expect(made.delivery.stats()).toMatchObject({ dropped: 0 });
  await made.delivery.close();
  isFailing = false;
  await nextStart(made.server, dir);
  expect(made.server.lines).toEqual(expect.arrayContaining([...numbered(50), 'next start']));
});

it.each<[Call, string]>([
  ['renameSync', 'EROFS'],
  ['ftruncateSync', 'EIO'],
  ['utimesSync', 'EROFS'],
])('a fault of %s costs no line', async (call, code) => {
  const dir = temporaryFolder();
  const made = await down(dir);
  await outage(made, numbered(50));
  failing(call, code);
  expect((await taken(made, 50)).slice(0, 50)).toEqual(numbered(50));
  await made.delivery.flush();
  expect(made.delivery.stats()).toMatchObject({ sent: 50, dropped: 0 });
});

it.each([
  ['fsync', true],
  ['write-ahead', false],
] as const)(
  "durability '%s' lets the disk have lines, the file's name and the folder's for good: %p",
  async (durability, is) => {
    const asynchronous = jest.spyOn(fs, 'fsync');
    const synchronous = jest.spyOn(fs, 'fsyncSync');
    const made = await rig([hang], { ...spooling(temporaryFolder()), ...DOWN, durability });
    for (const line of numbered(3)) made.delivery.accept(line);
    await turn();
    const folders = synchronous.mock.calls.length;
    expect([asynchronous.mock.calls.length > 0, folders]).toEqual([is, is ? 2 : 0]);
    await made.delivery.close();
    expect(synchronous.mock.calls.length - folders).toBe(is ? 1 : 0);
  },
);

it('lines that are written ahead go to disk in one write for each tick, and none in the call that logs them', async () => {
  const write = jest.spyOn(fs, 'writeSync');
  const made = await rig([], { ...spooling(temporaryFolder()), durability: 'write-ahead', flushInterval: 1e6 });
  const writes: number[] = [];
  for (let tick = 1; tick <= 3; tick++) {
    for (const line of numbered(100)) made.delivery.accept(line);
    writes.push(write.mock.calls.length);
    await new Promise(setImmediate);
    writes.push(write.mock.calls.length);
  }
  expect(writes).toEqual([0, 1, 1, 2, 2, 3]);
});

describe('a small disk', () => {
  let disk: string;
  let isMounted = false;

  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'maxim-small-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
      isMounted = true;
    } catch {
      // Not everybody may mount: then the file boundary is the disk.
      isMounted = false;
      let room = 65_536;
      failing('writeSync', 'ENOSPC', ([, bytes]) => (room -= (bytes as Buffer).length) < 0);
    }
  });
  afterEach(async () => {
    await closeRigs();
    if (isMounted) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  it('that lines fill is reported once; what does not fit stays in memory, and all of it is delivered', async () => {
    const made = await rig([], { ...spooling(disk), ...DOWN, maxBatchBytes: 10_000 });
    made.server.afterwards = hang;
    const lines = numbered(400).map((line) => `${line} ${'x'.repeat(300)}`);
    made.delivery.accept('first');
    await made.server.received(1);
    for (const line of lines) made.delivery.accept(line);
    await made.delivery.flush();
    const { queued, spooled, dropped } = made.delivery.stats();
    expect([spooled > 50, queued > 50, queued + spooled, dropped]).toEqual([true, true, 401, 0]);
    expect(made.reports.filter(({ message }) => message.includes('The disk fails'))).toHaveLength(1);
    expect(await taken(made, 401)).toEqual(['first', ...lines]);
  });
});
