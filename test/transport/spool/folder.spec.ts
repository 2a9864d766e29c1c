import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { answer, decide } from '../faulty-server.js';
import { closeRigs, numbered, QUICK, rig } from '../setup.js';
import { spooling } from '../upload-rig.js';
import { nextStart } from './next-start.js';
import { filesBelow, removeTemporaryFolders, temporaryFolder } from './temporary.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

const DOWN = { retry: { minDelay: 1, maxDelay: 5 }, shutdownTimeout: 50 };
const MANY = Array.from({ length: 10 }, () => answer(503));

it('a line that the server refuses is kept for people to read, and not sent again', async () => {
  const dir = temporaryFolder();
  const made = await rig([], spooling(dir));
  made.server.afterwards = decide((body) => (body.includes('poison') ? 400 : 200));
  for (const line of ['a', 'poison', 'b']) made.delivery.accept(line);
  await made.delivery.flush();
  await made.delivery.close();
  const [file = '', ...others] = filesBelow(dir);
  expect(others).toEqual([]);
  expect(file).toContain('/rejected/');
  expect(readFileSync(file, 'utf8')).toMatch(/^\S+ the server answered 400\npoison\n$/);
  const before = made.server.seen.length;
  await nextStart(made.server, dir);
  expect(made.server.lines.slice(-1)).toEqual(['next start']);
  expect(made.server.seen).toHaveLength(before + 1);
});

it('what the server refused is kept for a week', async () => {
  const dir = temporaryFolder();
  const refuse = async (line: string): Promise<string[]> => {
    const { server, delivery } = await rig([], { ...spooling(dir), baseUrl: first.server.url });
    await server.stop();
    delivery.accept(line);
    await delivery.close();
    return filesBelow(dir);
  };
  const first = await rig([], spooling(dir));
  first.server.afterwards = answer(400);
  const [old = ''] = await refuse('old');
  const [, young = ''] = (await refuse('young')).sort((a) => (a === old ? -1 : 1));
  const longAgo = Date.now() / 1_000 - 8 * 86_400;
  utimesSync(old, longAgo, longAgo);
  const left = await refuse('new');
  expect(left).toHaveLength(2);
  expect(left).toContain(young);
});

describe('the folder', () => {
  it('is not made while all goes well', async () => {
    const dir = temporaryFolder();
    const { delivery } = await rig([], spooling(dir));
    delivery.accept('a');
    await delivery.flush();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['repository', { repositoryId: 'other' }],
    ['address', { baseUrl: 'http://127.0.0.1:9/other' }],
  ])('belongs to one %s', async (_, other) => {
    const dir = temporaryFolder();
    const { server, delivery } = await rig([answer(401)], spooling(dir));
    delivery.accept('a');
    await delivery.close();
    const next = await rig([], { ...spooling(dir), ...DOWN, baseUrl: server.url, ...other });
    next.delivery.start?.();
    next.delivery.accept('b');
    await next.delivery.close();
    expect(server.lines.filter((line) => line !== 'b')).toEqual(['a']);
    expect(next.delivery.stats().spooled).toBe(0);
    await nextStart(server, dir);
    expect(server.lines.filter((line) => line !== 'b')).toEqual(['a', 'next start', 'a']);
  });

  it('is private to the user with all that is in it, and says nothing of the key', async () => {
    const dir = temporaryFolder();
    const options = { ...spooling(dir), durability: 'write-ahead', maxBatchBytes: 6 } as const;
    const { server, delivery } = await rig([], options);
    server.afterwards = decide((body) => (body === 'poison' ? 400 : body === 'taken' ? 200 : 401));
    for (const line of ['poison', 'taken', 'waits', 'large'.repeat(200_000)]) delivery.accept(line);
    await delivery.files?.keep({ data: Buffer.from('a file') });
    await server.received(4);
    await delivery.flush();
    const entries = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    for (const kind of [/\/rejected\/.+/, /~0\/mark$/, /~0\/\d+\.log$/, /\/files\/.+/, /\/uploads\/.+\.log$/]) {
      expect(entries.filter((entry) => kind.test(entry))).not.toEqual([]);
    }
    for (const entry of entries) {
      const path = join(dir, entry);
      expect([entry, statSync(path).mode & 0o077]).toEqual([entry, 0]);
      expect(entry).not.toContain(QUICK.apiKey);
      if (statSync(path).isFile()) expect(readFileSync(path, 'utf8')).not.toContain(QUICK.apiKey);
    }
  });

  it('that others may write to is not adopted from', async () => {
    const dir = temporaryFolder();
    const { server, delivery } = await rig([answer(401)], spooling(dir));
    delivery.accept('a');
    await delivery.close();
    const [file = ''] = filesBelow(dir);
    chmodSync(dirname(dirname(file)), 0o777);
    await nextStart(server, dir);
    expect(server.lines.slice(1)).toEqual(['next start']);
    expect(filesBelow(dir)).toEqual([file]);
  });

  it.each([0o700, 0o755, 0o777, 0o1777])('is made below a folder of any mode: %o', async (mode) => {
    const dir = temporaryFolder();
    chmodSync(dir, mode);
    const { delivery } = await rig([answer(401)], spooling(dir));
    delivery.accept('a');
    await delivery.flush();
    expect(filesBelow(dir)).toHaveLength(1);
    expect(statSync(dir).mode & 0o7777).toBe(mode);
  });

  it('of another user is not used', async () => {
    const dir = temporaryFolder();
    const user = process.getuid?.() ?? 0;
    jest.spyOn(process, 'getuid').mockReturnValue(user + 1);
    const { server, delivery, reports } = await rig(MANY, spooling(dir));
    delivery.accept('a');
    await delivery.flush();
    jest.restoreAllMocks();
    expect(server.lines.at(-1)).toBe('a');
    expect(filesBelow(dir)).toEqual([]);
    expect(reports.filter(({ message }) => message.includes('transport.spool.dir'))).toHaveLength(1);
  });

  it('is not adopted from where a link stands in the place of its files', async () => {
    const dir = temporaryFolder();
    const { server, delivery } = await rig([answer(401)], spooling(dir));
    delivery.accept('a');
    await delivery.close();
    const [file = ''] = filesBelow(dir);
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    const content = readFileSync(elsewhere);
    await nextStart(server, dir);
    expect(server.lines.slice(1)).toEqual(['next start']);
    expect(readFileSync(elsewhere)).toEqual(content);
  });

  const ours = `nestjs-maxim-${process.getuid?.() ?? 'spool'}`;

  it.each([
    ['a link', (dir: string, elsewhere: string) => symlinkSync(elsewhere, join(dir, ours))],
    ['open to others', (dir: string) => mkdirSync(join(dir, ours), { mode: 0o755 })],
    ['a file', (dir: string) => writeFileSync(join(dir, ours), '')],
  ])('is not used when it is %s: said once, and lines stay in memory', async (_, make) => {
    const dir = temporaryFolder();
    const elsewhere = temporaryFolder();
    make(dir, elsewhere);
    const { server, delivery, reports } = await rig(MANY, spooling(dir));
    for (const line of numbered(5)) delivery.accept(line);
    await delivery.flush();
    expect(server.lines.slice(-5)).toEqual(numbered(5));
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(reports.filter(({ message }) => message.includes('transport.spool.dir'))).toHaveLength(1);
  });

  it('may have its files cut short while lines wait in them: the others are sent, and those that follow', async () => {
    const dir = temporaryFolder();
    const { server, delivery, reports } = await rig([], { ...spooling(dir), ...DOWN, maxBatchBytes: 30 });
    server.afterwards = answer(503);
    for (const line of numbered(20)) delivery.accept(line);
    while (delivery.stats().spooled === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    for (const file of filesBelow(dir)) truncateSync(file, 250);
    server.recover();
    delivery.accept('late');
    await delivery.flush();
    expect(server.lines).toEqual(expect.arrayContaining([...numbered(9), 'late']));
    expect(server.lines).not.toContain('line 19');
    expect(reports.some(({ message }) => message.includes('passed over'))).toBe(true);
    expect(delivery.stats()).toMatchObject({ queued: 0, spooled: 0 });
  });

  it('may vanish while lines wait in it: they are read on, and later ones go into a new one', async () => {
    const dir = temporaryFolder();
    const { server, delivery, reports } = await rig([...MANY, ...MANY], spooling(dir));
    for (const line of numbered(5)) delivery.accept(line);
    await server.received(4);
    rmSync(join(dir, ours), { recursive: true });
    for (const line of numbered(5, 'late')) delivery.accept(line);
    await server.received(6);
    expect(
      filesBelow(dir)
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
    ).toContain('late 4');
    await delivery.flush();
    expect(server.lines.slice(-10)).toEqual([...numbered(5), ...numbered(5, 'late')]);
    expect(reports.some(({ message }) => message.includes('was taken away'))).toBe(true);
  });
});
