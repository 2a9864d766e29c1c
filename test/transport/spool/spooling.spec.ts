import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type ResolvedTransport } from '../../../lib/options/transport-options.js';
import { answer, hang } from '../faulty-server.js';
import { closeRigs, numbered, rig } from '../setup.js';
import { nextStart } from './next-start.js';
import { filesBelow, removeTemporaryFolders, temporaryFolder } from './temporary.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

const MANY = Array.from({ length: 10 }, () => answer(503));

const spooling = (dir: string, rest: Partial<ResolvedTransport> = {}): Partial<ResolvedTransport> => ({
  spool: { dir, maxBytes: 512_000_000 },
  overflow: 'spool',
  ...rest,
});

describe('a server that is down', () => {
  it('makes lines wait on disk, and gets all of them in order when it is back', async () => {
    const dir = temporaryFolder();
    const { server, delivery } = await rig(MANY, spooling(dir));
    for (const line of numbered(50)) delivery.accept(line);
    await server.received(4);
    expect(delivery.stats()).toMatchObject({ queued: 50, spooled: 0 });
    for (const line of numbered(50, 'late')) delivery.accept(line);
    await server.received(6);
    expect(delivery.stats().spooled).toBe(50);
    await delivery.flush();
    expect(server.lines.slice(-100)).toEqual([...numbered(50), ...numbered(50, 'late')]);
    expect(delivery.stats()).toMatchObject({ queued: 0, spooled: 0, sent: 100, dropped: 0 });
    await delivery.close();
    expect(filesBelow(dir)).toEqual([]);
  });

  it('loses nothing to a shutdown: the next start sends it', async () => {
    const dir = temporaryFolder();
    const made = await rig(MANY, spooling(dir, { shutdownTimeout: 1_000, retry: { minDelay: 1e9, maxDelay: 1e9 } }));
    for (const line of numbered(50)) made.delivery.accept(line);
    await made.delivery.close();
    expect(made.delivery.stats()).toMatchObject({ queued: 0, dropped: 0 });
    const [journal = ''] = filesBelow(dir);
    const folder = join(journal, '../..');
    expect(made.reports.at(-1)).toEqual({
      level: 'warn',
      message:
        `50 lines wait on disk, in ${folder}: the server answered 503. ` +
        'They are sent at the next start that logs to the same address and repository.',
    });
    made.server.recover();
    const before = made.server.lines.length;
    await nextStart(made.server, dir);
    expect(made.server.lines.slice(before)).toEqual(['next start', ...numbered(50)]);
    expect(filesBelow(dir)).toEqual([]);
  });

  it('gets the line in flight at the shutdown again', async () => {
    const dir = temporaryFolder();
    const made = await rig([hang], spooling(dir, { shutdownTimeout: 20, maxBatchBytes: 10 }));
    for (const line of numbered(3)) made.delivery.accept(line);
    await made.server.received(1);
    await made.delivery.close();
    made.server.recover();
    await nextStart(made.server, dir);
    expect(made.server.lines.slice(1)).toEqual(['next start', ...numbered(3)]);
  });

  it('makes flush resolve once the lines are on disk', async () => {
    const dir = temporaryFolder();
    const { server, delivery } = await rig(
      [],
      spooling(dir, { retry: { minDelay: 1e9, maxDelay: 1e9 }, shutdownTimeout: 1_000 }),
    );
    server.afterwards = answer(503);
    for (const line of numbered(10)) delivery.accept(line);
    await delivery.flush();
    const text = filesBelow(dir).map((file) => readFileSync(file, 'utf8'));
    for (const line of numbered(10)) expect(text.join('')).toContain(` ${line}\n`);
  });
});

it.each([401, 403, 404])('what a %i refuses waits on disk for the next start', async (status) => {
  const dir = temporaryFolder();
  const made = await rig([answer(status)], spooling(dir));
  for (const line of numbered(5)) made.delivery.accept(line);
  await made.delivery.flush();
  await made.delivery.close();
  expect(made.server.seen).toHaveLength(1);
  await nextStart(made.server, dir);
  expect(made.server.lines.slice(5)).toEqual(['next start', ...numbered(5)]);
});

describe('a full queue', () => {
  it('flows over to disk, loses nothing and stays in order', async () => {
    const { server, delivery } = await rig(
      [hang],
      spooling(temporaryFolder(), { maxQueueBytes: 4_000, maxBatchBytes: 500 }),
    );
    delivery.accept('first');
    await server.received(1);
    const lines = numbered(2_000);
    for (const line of lines) {
      delivery.accept(line);
      expect(delivery.stats().queuedBytes).toBeLessThanOrEqual(4_000);
    }
    expect(delivery.stats()).toMatchObject({ dropped: 0 });
    server.recover();
    await delivery.flush();
    expect(server.lines.slice(1)).toEqual(['first', ...lines]);
    expect(delivery.stats()).toMatchObject({ sent: 2_001, dropped: 0, spooled: 0 });
  });

  it('lets a line that is longer than itself go to disk at once', async () => {
    const { server, delivery } = await rig([], spooling(temporaryFolder(), { maxQueueBytes: 100, flushInterval: 1e9 }));
    const lines = ['first', 'x'.repeat(1_000), 'last'];
    for (const line of lines) delivery.accept(line);
    expect(delivery.stats()).toMatchObject({ queued: 1, queuedBytes: 4, spooled: 2, dropped: 0 });
    await delivery.flush();
    expect(server.lines).toEqual(lines);
  });

  it('drops a line that is longer than itself, and no other, where the disk takes nothing', async () => {
    const { server, delivery } = await rig([], { overflow: 'spool', maxQueueBytes: 100, flushInterval: 1e9 });
    const long = 'x'.repeat(1_000);
    for (const line of [long, 'first', long, 'last']) delivery.accept(line);
    expect(delivery.stats()).toMatchObject({ queued: 2, queuedBytes: 9, dropped: 2 });
    await delivery.flush();
    expect(server.lines).toEqual(['first', 'last']);
  });

  it("keeps the oldest lines with 'drop-newest'", async () => {
    const { server, delivery } = await rig([], { overflow: 'drop-newest', maxQueueBytes: 30, flushInterval: 1e9 });
    for (const line of numbered(10)) delivery.accept(line);
    await delivery.flush();
    expect(server.lines).toEqual(numbered(5));
    expect(delivery.stats()).toMatchObject({ dropped: 5 });
  });
});

it('a spool that is full gives up its oldest lines, counts them, and says so once an episode', async () => {
  const dir = temporaryFolder();
  const { server, delivery, reports } = await rig([], {
    ...spooling(dir, { maxBatchBytes: 200, maxQueueBytes: 1_000 }),
    spool: { dir, maxBytes: 20_000 },
  });
  for (let round = 1, dropped = 0; round <= 2; round++) {
    server.next(hang);
    const seen = server.seen.length;
    delivery.accept('first');
    await server.received(seen + 1);
    for (const line of numbered(3_000)) delivery.accept(line);
    const bytes = filesBelow(dir).reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    const before = server.lines.length;
    server.recover();
    await delivery.flush();
    const given = delivery.stats().dropped - dropped;
    dropped += given;
    expect(given).toBeGreaterThan(1_000);
    expect(server.lines.slice(before)).toEqual(['first', ...numbered(3_000).slice(given)]);
    expect(reports.filter(({ message }) => message.includes('spool is full'))).toHaveLength(round);
  }
});
