import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { type FileSource } from '../../lib/protocol/file.js';
import { collecting, line, traceLines } from '../collector/collecting.js';
import { acceptThenCut, answer, FaultyServer, hang, resetMidBody } from './faulty-server.js';
import { closeRigs, rig } from './setup.js';
import { removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';
import { attachment, grant, keep, kept, LARGE, maxim, PNG, sent, spooling, uploadRig } from './upload-rig.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

const START = '2026-01-01T00:00:00.000Z';

describe('a line over 900,000 bytes', () => {
  it('goes through the storage, and shows in the collector as any other', async () => {
    const collector = await collecting();
    const { delivery } = await rig([], { baseUrl: collector.url });
    for (const text of [...traceLines('t', START), LARGE]) delivery.accept(text);
    await delivery.flush();
    expect(collector.traces()).toMatchObject([{ id: 't', input: 'ü'.repeat(500_000) }]);
    expect(delivery.stats()).toMatchObject({ sent: 3, queued: 0, queuedBytes: 0, rejected: 0 });
  });

  it('is announced with its size, put without the API key, and asked for after it has arrived', async () => {
    const { server, delivery } = await uploadRig();
    delivery.accept(LARGE);
    await delivery.flush();
    const [asked, put, told] = server.seen;
    const size = Buffer.byteLength(LARGE);
    expect(asked?.url).toMatch(
      new RegExp(`upload-url\\?key=repo%2Flarge-logs%2F[0-9a-f-]{36}&mimeType=text%2Fplain&size=${size}$`),
    );
    expect(put).toMatchObject({ url: '/storage?signed=yes', body: LARGE });
    expect(put?.headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': String(size) });
    expect(put?.headers).not.toHaveProperty('x-maxim-api-key');
    const key = new URL(asked?.url ?? '', server.url).searchParams.get('key');
    expect(told?.body).toBe(line('storage', key?.split('/').at(-1) ?? '', 'process-large-log', { key }));
  });

  it('begins with the first byte above: one less goes in a body', async () => {
    const { server, delivery } = await uploadRig();
    const exact = line('trace', 't', 'update', { input: '' });
    const inBody = exact.replace('""', `"${'x'.repeat(900_000 - exact.length)}"`);
    delivery.accept(inBody);
    delivery.accept(inBody.replace('"x', '"xx'));
    await delivery.flush();
    expect(server.seen.filter(({ url }) => url.startsWith('/api/sdk/v3/log')).map(({ body }) => body.length)).toEqual(
      expect.arrayContaining([900_000]),
    );
    expect(server.seen.find(({ url }) => url.startsWith('/storage'))?.body).toHaveLength(900_001);
  });

  it('is tried again under the same key, while other lines go their way', async () => {
    let refusals = 3;
    const made = await uploadRig((request, response) => answer(refusals-- > 0 ? 503 : 200, '')(request, response));
    const { server, delivery } = made;
    delivery.accept(LARGE);
    delivery.accept('small');
    await server.received(3);
    await sent(made, 2);
    const keys = server.seen.flatMap(({ url }) => new URL(url, server.url).searchParams.get('key') ?? []);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(server.seen.findIndex(({ body }) => body === 'small')).toBeLessThan(server.seen.length - 1);
    expect(delivery.stats()).toMatchObject({ queued: 0, dropped: 0, retried: 3 });
  });

  it('waits on disk for the next start where it cannot be uploaded', async () => {
    const dir = temporaryFolder();
    const down = await uploadRig(answer(503), { ...spooling(dir), shutdownTimeout: 50 });
    down.delivery.accept(LARGE);
    await down.delivery.close();
    const { server, delivery } = await uploadRig(undefined, { ...spooling(dir), baseUrl: down.server.url });
    await server.stop();
    down.server.afterwards = maxim(() => down.server);
    delivery.start?.();
    await sent({ delivery }, 1);
    expect(down.server.seen.at(-1)?.body).toContain('process-large-log');
    expect(delivery.stats().spooled).toBe(0);
  });

  it.each<[string, object, object]>([
    ['on disk beyond it', spooling(), { dropped: 0, queuedBytes: 0, sent: 50 }],
    [
      'not beyond it without a disk',
      { spool: false, overflow: 'drop-newest' },
      { dropped: 12, queuedBytes: 0, sent: 38 },
    ],
  ])('waits within the size of the queue that it shares with other lines, %s', async (_, options, outcome) => {
    const made = await uploadRig(undefined, { ...options, maxQueueBytes: 5_500_000 });
    const { server, delivery } = made;
    server.afterwards = hang;
    const sizes: number[] = [];
    const accept = (text: string): void => {
      delivery.accept(text);
      sizes.push(delivery.stats().queuedBytes);
    };
    for (let n = 0; n < 5; n++) accept(LARGE);
    for (const text of Array.from({ length: 40 }, (_, n) => `${n} `.padEnd(15_000, 'x'))) accept(text);
    await server.received(2);
    for (let n = 0; n < 5; n++) accept(LARGE);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5_500_000);
    server.recover();
    server.afterwards = maxim(() => server);
    await delivery.flush();
    expect(delivery.stats()).toMatchObject(outcome);
  });

  it('fills the queue to the brim, and is told of once it has arrived', async () => {
    const full = { spool: false, overflow: 'drop-newest', maxQueueBytes: Buffer.byteLength(LARGE) };
    const { delivery } = await uploadRig(undefined, full);
    delivery.accept(LARGE);
    await delivery.flush();
    expect(delivery.stats()).toMatchObject({ sent: 1, dropped: 0 });
  });

  it('holds up no line at a shutdown', async () => {
    const made = await uploadRig(hang, { shutdownTimeout: 200, flushInterval: 1e9, spool: false });
    made.delivery.accept(LARGE);
    await made.server.received(1);
    made.delivery.accept('last words');
    await made.delivery.close();
    expect(made.server.lines).toContain('last words');
    expect(made.delivery.stats()).toMatchObject({ sent: 1, dropped: 1 });
  });
});

describe('an upload', () => {
  it.each<[string, (dir: string) => FileSource]>([
    ['of a file on disk', (dir) => (writeFileSync(join(dir, 'a.bin'), PNG), { path: join(dir, 'a.bin') })],
    ['of a buffer', () => ({ data: PNG })],
    ['of a typed array', () => ({ data: new Uint8Array(PNG) })],
    ['of a stream', () => ({ data: Readable.from([PNG.subarray(0, 10), PNG.subarray(10)]) })],
  ])('%s comes first, its line then, and nothing of it is left behind', async (_, source) => {
    const dir = temporaryFolder();
    const made = await uploadRig(undefined, spooling(dir));
    const { server, delivery } = made;
    const file = await keep(made, source(temporaryFolder()), 'a.png');
    expect(file).toMatchObject({ mimeType: 'image/png', size: PNG.length });
    delivery.accept(attachment(file));
    await delivery.flush();
    expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual([
      '/api/sdk/v1/log-repositories/attachments/upload-url',
      '/storage',
      '/api/sdk/v3/log',
    ]);
    expect(server.seen[1]?.body).toBe(PNG.toString());
    const data = { id: 'a1', type: 'fileData', key: 'repo/trace/t/files/original/a1' };
    const told = line('trace', 't', 'add-attachment', { ...data, mimeType: 'image/png', size: PNG.length });
    expect(server.seen[2]?.body).toBe(told);
    expect(existsSync(file.file)).toBe(false);
  });

  it.each([
    ['an address that has expired', answer(403, '<Error>Request has expired</Error>')],
    ['a storage that is down', answer(503, '')],
    ['a storage that resets the connection', resetMidBody],
    ['a storage that takes it, then cuts the connection', acceptThenCut],
  ])('that meets %s is tried again with a new address', async (_, fault) => {
    const addresses = ['first', 'second'];
    const made = await rig([], spooling());
    made.server.afterwards = maxim(() => made.server, {
      grant: (request, response) => grant(`${made.server.url}/${addresses.shift() ?? 'more'}`)(request, response),
      storage: (request, response) => (request.url === '/first' ? fault : answer(200, ''))(request, response),
    });
    made.delivery.accept(attachment(await kept(made, PNG)));
    await sent(made, 1);
    const puts = made.server.seen.filter(({ url }) => !url.startsWith('/api/'));
    expect(puts.map(({ url }) => url)).toEqual(['/first', '/second']);
    expect(puts[1]?.body).toBe(PNG.toString());
    expect(made.server.lines.filter((text) => text.includes('add-attachment'))).toHaveLength(1);
  });

  it('is put to another host without the API key, and follows no redirect from there', async () => {
    const [storage, elsewhere] = [await FaultyServer.start(), await FaultyServer.start()];
    storage.next(answer(307, '', { location: `${elsewhere.url}/redirected` }));
    const made = await rig([], spooling());
    made.server.afterwards = maxim(() => made.server, { grant: grant(`${storage.url}/put`) });
    made.delivery.accept(attachment(await kept(made, PNG)));
    await sent(made, 1);
    expect(storage.bodies).toEqual([PNG.toString(), PNG.toString()]);
    expect(JSON.stringify(storage.seen)).not.toContain('key-of-the-test');
    expect(elsewhere.seen).toEqual([]);
    await storage.stop();
    await elsewhere.stop();
  });

  it.each([
    ['a redirect', answer(302, '', { location: 'http://127.0.0.1:9/' }), 'MAXIM_BASE_URL'],
    ['a wrong key', answer(401), 'MAXIM_API_KEY'],
    ['no such endpoint', answer(404), 'MAXIM_BASE_URL'],
  ])('for which the server has %s waits, is reported once, and holds up no line', async (_, granting, cure) => {
    const made = await rig([], spooling());
    made.server.afterwards = maxim(() => made.server, { grant: granting });
    made.delivery.accept(attachment(await kept(made, PNG)));
    made.delivery.accept('a line');
    await made.delivery.flush();
    await made.delivery.flush();
    expect(made.server.seen.filter(({ body }) => body === '')).toHaveLength(1);
    expect(made.delivery.stats()).toMatchObject({ sent: 1, rejected: 0, dropped: 0 });
    expect(made.delivery.stats().queued + made.delivery.stats().spooled).toBe(1);
    expect(made.reports).toEqual([{ level: 'error', message: expect.stringContaining(cure) as unknown }]);
  });

  it.each(['{}', '{"data":{"url":"ftp://127.0.0.1/x"}}', '{"data":{"url":7}}'])(
    'for which the server gives no address is tried again: %s',
    async (text) => {
      const made = await rig([answer(200, text)], spooling());
      made.server.afterwards = maxim(() => made.server);
      made.delivery.accept(attachment(await kept(made, PNG)));
      await sent(made, 1);
      expect(made.delivery.stats()).toMatchObject({ retried: 1, rejected: 0 });
    },
  );

  it('that the storage refuses for good is set aside, reported, and its line not sent', async () => {
    const made = await uploadRig(answer(413, ''));
    made.delivery.accept(attachment(await kept(made, PNG)));
    await made.delivery.flush();
    expect(made.server.seen).toHaveLength(2);
    expect(made.delivery.stats()).toMatchObject({ rejected: 1, queued: 0 });
    const message = expect.stringContaining('the storage answered 413') as unknown;
    expect(made.reports).toEqual([{ level: 'error', message }]);
  });

  it.each<[string, (file: string) => void]>([
    ['is gone', () => removeTemporaryFolders()],
    ['is cut short', (file) => truncateSync(file, 5)],
  ])('whose copy %s is set aside, and the next one not held up', async (_, harm) => {
    const made = await uploadRig(undefined, spooling(temporaryFolder()));
    const file = await kept(made, PNG);
    harm(file.file);
    made.delivery.accept(attachment(file));
    made.delivery.accept(attachment(await kept(made, Buffer.from('next')), 'a2'));
    await made.delivery.flush();
    expect(made.delivery.stats()).toMatchObject({ rejected: 1, queued: 0, sent: 1 });
    expect(made.server.lines.at(-1)).toContain('"id":"a2"');
    const message = expect.stringContaining('the file cannot be sent') as unknown;
    expect(made.reports).toEqual([{ level: 'error', message }]);
  });
});
