import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { type KeptFile } from '../../lib/protocol/file.js';
import { collecting, line, traceLines } from '../collector/collecting.js';
import { answer, type FaultyServer, type Treatment } from './faulty-server.js';
import { closeRigs, rig, type Rig } from './setup.js';
import { removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

const START = '2026-01-01T00:00:00.000Z';
const LARGE = line('trace', 't', 'update', { input: 'ü'.repeat(500_000) });
const spooling = (dir = temporaryFolder()) => ({ spool: { dir, maxBytes: 512_000_000 }, overflow: 'spool' }) as const;

/** Gives addresses for uploads, takes them and all lines; `storage` says how an upload is treated. */
function maxim(server: () => FaultyServer, storage: Treatment = answer(200, '')): Treatment {
  const grant: Treatment = (request, response) =>
    answer(200, JSON.stringify({ data: { url: `${server().url}/storage?signed=yes` } }))(request, response);
  return (request, response) => {
    if (request.method === 'PUT') return storage(request, response);
    return (request.method === 'GET' ? grant : answer(200))(request, response);
  };
}

async function uploadRig(storage?: Treatment, options = {}): Promise<Rig> {
  const made: Rig = await rig([], { ...spooling(), ...options });
  made.server.afterwards = maxim(() => made.server, storage);
  return made;
}

const kept = async ({ delivery }: Rig, data: Uint8Array | Readable, name?: string): Promise<KeptFile> =>
  (await delivery.files?.keep({ data }, name)) as KeptFile;

const attachment = (file: KeptFile): string =>
  line('trace', 't', 'add-attachment', { id: 'a1', type: 'fileData', key: 'repo/trace/t/files/original/a1', ...file });

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

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

  it('is tried again under the same key, while other lines go their way', async () => {
    let refusals = 3;
    const { server, delivery } = await uploadRig((request, response) =>
      answer(refusals-- > 0 ? 503 : 200, '')(request, response),
    );
    delivery.accept(LARGE);
    delivery.accept('small');
    await server.received(3);
    while (delivery.stats().sent < 2) await new Promise((resolve) => setTimeout(resolve, 2));
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
    delivery.accept('next start');
    while (delivery.stats().sent < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(down.server.seen.at(-1)?.body).toContain('process-large-log');
    expect(delivery.stats().spooled).toBe(0);
  });
});

describe('a file', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  it.each<[string, (dir: string) => { path: string } | { data: Uint8Array | Readable }]>([
    ['on disk', (dir) => (writeFileSync(join(dir, 'a.bin'), PNG), { path: join(dir, 'a.bin') })],
    ['in a buffer', () => ({ data: PNG })],
    ['in a typed array', () => ({ data: new Uint8Array(PNG) })],
    ['in a stream', () => ({ data: Readable.from([PNG.subarray(0, 10), PNG.subarray(10)]) })],
  ])('%s is uploaded first, its line sent then, and nothing of it left behind', async (_, source) => {
    const dir = temporaryFolder();
    const { server, delivery } = await uploadRig(undefined, spooling(dir));
    const file = (await delivery.files?.keep(source(temporaryFolder()), 'a.png')) as KeptFile;
    expect(file).toMatchObject({ mimeType: 'image/png', size: PNG.length });
    delivery.accept(attachment(file));
    await delivery.flush();
    expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual([
      '/api/sdk/v1/log-repositories/attachments/upload-url',
      '/storage',
      '/api/sdk/v3/log',
    ]);
    expect(server.seen[1]?.body).toBe(PNG.toString());
    expect(server.seen[2]?.body).toBe(
      line('trace', 't', 'add-attachment', {
        ...{
          id: 'a1',
          type: 'fileData',
          key: 'repo/trace/t/files/original/a1',
          mimeType: 'image/png',
          size: PNG.length,
        },
      }),
    );
    expect(existsSync(file.file)).toBe(false);
  });

  it.each<[string, string | undefined, string]>([
    ['its name', 'notes.md', 'text/markdown'],
    ['its bytes', undefined, 'image/png'],
    ['its bytes where the name says nothing', 'upload', 'image/png'],
  ])('has its type told by %s', async (_, name, mimeType) => {
    expect(await kept(await uploadRig(), PNG, name)).toMatchObject({ mimeType });
  });

  it('of text is told from one of other bytes', async () => {
    const made = await uploadRig();
    expect(await kept(made, Buffer.from('é'.repeat(3_000)))).toMatchObject({ mimeType: 'text/plain' });
    expect(await kept(made, Buffer.from([0xc3, 0x28, 0xff]))).toMatchObject({ mimeType: 'application/octet-stream' });
  });

  it('over 50 MB is refused while it comes in, and leaves nothing on disk', async () => {
    const dir = temporaryFolder();
    const made = await uploadRig(undefined, spooling(dir));
    function* endless(): Generator<Buffer> {
      for (;;) yield Buffer.alloc(10_000_000);
    }
    await expect(kept(made, Readable.from(endless()))).rejects.toThrow('it has more than 50000000 bytes');
    expect(filesIn(dir)).toEqual([]);
  });

  it('is held in memory where there is no disk', async () => {
    const made = await uploadRig(undefined, { spool: false });
    const bytes = Buffer.from(PNG);
    const keeping = kept(made, bytes);
    bytes.fill(0);
    made.delivery.accept(attachment(await keeping));
    await made.delivery.flush();
    expect(made.server.seen[1]?.body).toBe(PNG.toString());
  });

  it('is uploaded by the next start where this one cannot', async () => {
    const dir = temporaryFolder();
    const down = await uploadRig(answer(503), { ...spooling(dir), shutdownTimeout: 50 });
    down.delivery.accept(attachment(await kept(down, PNG)));
    await down.delivery.close();
    const { server, delivery } = await uploadRig(undefined, { ...spooling(dir), baseUrl: down.server.url });
    await server.stop();
    down.server.afterwards = maxim(() => down.server);
    delivery.accept('next start');
    while (delivery.stats().sent < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(down.server.seen.at(-1)?.body).toContain('action=add-attachment');
    expect(down.server.seen.at(-2)?.body).toBe(PNG.toString());
  });

  it('that the storage refuses is set aside, reported, and its line not sent', async () => {
    const { server, delivery, reports } = await uploadRig(answer(413, ''));
    delivery.accept(attachment((await delivery.files?.keep({ data: PNG })) as KeptFile));
    await delivery.flush();
    expect(server.seen).toHaveLength(2);
    expect(delivery.stats()).toMatchObject({ rejected: 1, queued: 0 });
    expect(reports).toEqual([
      { level: 'error', message: expect.stringContaining('the storage answered 413') as unknown },
    ]);
  });

  it('that somebody removed is set aside', async () => {
    const made = await uploadRig();
    const file = await kept(made, PNG);
    removeTemporaryFolders();
    made.delivery.accept(attachment(file));
    await made.delivery.flush();
    expect(made.delivery.stats()).toMatchObject({ rejected: 1, queued: 0, sent: 0 });
  });
});

it('flush waits for files that are still coming in', async () => {
  const made = await uploadRig();
  const keeping = kept(made, Readable.from([Buffer.from('late')])).then((file) =>
    made.delivery.accept(attachment(file)),
  );
  await made.delivery.flush();
  await keeping;
  expect(made.delivery.stats()).toMatchObject({ sent: 1, queued: 0 });
});
