import { createReadStream, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { Files } from '../../lib/transport/files.js';
import { line } from '../collector/collecting.js';
import { answer, hang } from './faulty-server.js';
import { closeRigs } from './setup.js';
import { filesBelow, removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';
import { attachment, keep, kept, maxim, PNG, sent, spooling, uploadRig } from './upload-rig.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

async function gone(file: string): Promise<void> {
  while (existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('half of it');
  throw new Error('the connection was lost');
}

describe('the type of a file', () => {
  it.each<[string, string | undefined, string]>([
    ['its name', 'notes.md', 'text/markdown'],
    ['its bytes', undefined, 'image/png'],
    ['its bytes where the name says nothing', 'upload', 'image/png'],
  ])('is told by %s', async (_, name, mimeType) => {
    expect(await kept(await uploadRig(), PNG, name)).toMatchObject({ mimeType });
  });

  it('of text is told from one of other bytes', async () => {
    const made = await uploadRig();
    expect(await kept(made, Buffer.from('é'.repeat(3_000)))).toMatchObject({ mimeType: 'text/plain' });
    expect(await kept(made, Buffer.from([0xc3, 0x28, 0xff]))).toMatchObject({ mimeType: 'application/octet-stream' });
  });

  it.each([
    ['audio/ogg; codecs=opus', 'audio/ogg; codecs=opus'],
    ['image', 'image/png'],
    ['image/€', 'image/png'],
    ['image/png\r\nx-evil: 1', 'image/png'],
  ])('is the given one where that is a type: %j', async (given, mimeType) => {
    expect(await keep(await uploadRig(), { data: PNG }, undefined, given)).toMatchObject({ mimeType });
  });
});

describe.each<[string, object]>([
  ['on disk', {}],
  ['in memory', { spool: false }],
])('a file kept %s', (_, options) => {
  it('over 50 MB is refused while it comes in', async () => {
    const made = await uploadRig(undefined, options);
    function* endless(): Generator<Buffer> {
      for (;;) yield Buffer.alloc(10_000_000);
    }
    await expect(kept(made, Readable.from(endless()))).rejects.toThrow('it has more than 50000000 bytes');
  });

  it.each<[string, () => Readable, string]>([
    ['fails midway', () => Readable.from(failing()), 'the connection was lost'],
    ['gives what are no bytes', () => Readable.from([{ not: 'bytes' }]), 'something else than bytes'],
    ['fails before it is read', () => createReadStream('/nowhere/at-all'), 'ENOENT'],
    ['is destroyed already', () => new PassThrough().destroy(), 'Premature close'],
  ])('from a stream that %s is refused, and others are kept', async (__, stream, message) => {
    const made = await uploadRig(undefined, options);
    await expect(kept(made, stream())).rejects.toThrow(message);
    made.delivery.accept(attachment(await kept(made, PNG)));
    await made.delivery.flush();
    expect(made.server.seen[1]?.body).toBe(PNG.toString());
  });

  it('is what it was when it was given, whatever is done to the bytes later', async () => {
    const made = await uploadRig(undefined, options);
    const bytes = Buffer.from(PNG);
    const keeping = kept(made, bytes);
    bytes.fill(0);
    made.delivery.accept(attachment(await keeping));
    await made.delivery.flush();
    expect(made.server.seen[1]?.body).toBe(PNG.toString());
  });
});

describe('a file', () => {
  it('is streamed from the disk', async () => {
    const folder = join(temporaryFolder(), 'files');
    const files = new Files({ parent: dirname(folder), folder, maxBytes: 1_000_000 }, 0, 0);
    const { file } = await files.keep({ data: PNG });
    const content = await files.open(file);
    if (Buffer.isBuffer(content)) throw new Error('it is read as a whole');
    expect(await buffer(content)).toEqual(PNG);
    await files.release(file);
    await expect(files.open(file)).rejects.toThrow('ENOENT');
  });

  it('that is refused leaves nothing on disk', async () => {
    const dir = temporaryFolder();
    const made = await uploadRig(undefined, spooling(dir));
    await expect(kept(made, Readable.from(failing()))).rejects.toThrow();
    expect(filesBelow(dir)).toEqual([]);
  });

  it('that is on disk and too large is not read at all', async () => {
    const path = join(temporaryFolder(), 'large');
    writeFileSync(path, Buffer.alloc(50_000_001));
    const dir = temporaryFolder();
    await expect(keep(await uploadRig(undefined, spooling(dir)), { path })).rejects.toThrow('50000000 bytes');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('finds no more room in memory than the queue may have, those that are coming in counted', async () => {
    const made = await uploadRig(undefined, { spool: false, maxQueueBytes: 1_000 });
    const [one, other] = [new PassThrough(), new PassThrough()];
    const keeping = [kept(made, one), kept(made, other)];
    one.write(Buffer.alloc(600));
    await new Promise(setImmediate);
    other.end(Buffer.alloc(600));
    await expect(keeping[1]).rejects.toThrow('too much waits to be uploaded');
    one.end();
    made.delivery.accept(attachment((await keeping[0]) ?? { file: '', mimeType: '', size: 0 }));
    await made.delivery.flush();
    await expect(kept(made, Buffer.alloc(1_000))).resolves.toMatchObject({ size: 1_000 });
  });

  it('that no line asks for gives way to others where room is short, and goes with the shutdown', async () => {
    const dir = temporaryFolder();
    const made = await uploadRig(hang, { spool: { dir, maxBytes: 250 }, maxBatchBytes: 50, shutdownTimeout: 20 });
    const bytes = Buffer.alloc(100);
    const [wanted, leftOut] = [await kept(made, bytes), await kept(made, bytes)];
    made.delivery.accept(attachment(wanted));
    const next = await kept(made, bytes);
    await gone(leftOut.file);
    expect([wanted, next].map(({ file }) => existsSync(file))).toEqual([true, true]);
    await made.delivery.close();
    await gone(next.file);
    expect(existsSync(wanted.file)).toBe(true);
  });

  it('that comes after the shutdown is refused and not kept', async () => {
    const dir = temporaryFolder();
    const made = await uploadRig(undefined, { ...spooling(dir), shutdownTimeout: 20 });
    const late = new PassThrough();
    const keeping = kept(made, late);
    await made.delivery.close();
    late.end('too late');
    await expect(keeping).rejects.toThrow('it came after the shutdown');
    expect(filesBelow(dir)).toEqual([]);
  });

  it('that nobody has asked for within a week is removed', async () => {
    const dir = temporaryFolder();
    const before = await uploadRig(undefined, spooling(dir));
    const [old, young] = [await kept(before, PNG), await kept(before, PNG)];
    const longAgo = Date.now() / 1_000 - 8 * 86_400;
    utimesSync(old.file, longAgo, longAgo);
    await kept(await uploadRig(undefined, { ...spooling(dir), baseUrl: before.server.url }), PNG);
    expect([existsSync(old.file), existsSync(young.file)]).toEqual([false, true]);
  });

  it('is uploaded by the next start where this one cannot', async () => {
    const dir = temporaryFolder();
    const down = await uploadRig(answer(503), { ...spooling(dir), shutdownTimeout: 50 });
    const file = await kept(down, PNG);
    expect(readFileSync(file.file)).toEqual(PNG);
    down.delivery.accept(attachment(file));
    await down.delivery.close();
    const { server, delivery } = await uploadRig(undefined, { ...spooling(dir), baseUrl: down.server.url });
    await server.stop();
    down.server.afterwards = maxim(() => down.server);
    delivery.start?.();
    await sent({ delivery }, 1);
    expect(down.server.seen.at(-1)?.body).toContain('action=add-attachment');
    expect(down.server.seen.at(-2)?.body).toBe(PNG.toString());
    while (filesBelow(dir).length > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  });
});

it('a line that only looks as if it had a file is taken as it is, however long', async () => {
  const made = await uploadRig();
  const url = { id: 'a1', type: 'url', metadata: { file: 'x'.repeat(20_000_000) }, url: 'https://x.example' };
  expect(() => made.delivery.accept(line('trace', 't', 'add-attachment', url))).not.toThrow();
  await made.delivery.flush();
  expect(made.server.seen.at(-1)?.body).toContain('process-large-log');
});
