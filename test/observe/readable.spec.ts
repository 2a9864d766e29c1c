import { AsyncResource } from 'node:async_hooks';
import { createReadStream } from 'node:fs';
import { createServer, get } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type RunInContext } from '../../lib/observe/listener.js';
import { observe } from '../../lib/observe/observe.js';
import { collect, still } from './collect.js';
import { Recording, Scope, anywhere } from './recording.js';

const words = (): Readable => Readable.from(['a', 'b', 'c']);

describe('a Readable', () => {
  it('is the same object, and does not flow', async () => {
    const recording = new Recording();
    const stream = words();
    expect(observe(stream, recording, anywhere)).toBe(stream);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.readableFlowing).toBeNull();
    expect(stream.readableDidRead).toBe(false);
    expect(stream.listenerCount('data') + stream.listenerCount('error')).toBe(0);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
  });

  it.each<[string, (stream: Readable) => Promise<unknown>]>([
    ['for await', (stream) => collect(stream)],
    [
      'data',
      (stream) =>
        once(
          stream.on('data', () => undefined),
          'end',
        ),
    ],
    ['resume', (stream) => once(stream.resume(), 'end')],
    ['readable', (stream) => once(stream.on('readable', () => { while (stream.read() !== null); }), 'end')], // prettier-ignore
    ['pipe', (stream) => once(stream.pipe(new PassThrough({ objectMode: true })).resume(), 'end')],
    ['pipeline', (stream) => pipeline(stream, new PassThrough({ objectMode: true }).resume())],
    ['consumers', (stream) => text(stream)],
    ['toArray', (stream) => stream.toArray()],
    ['map', (stream) => stream.map((word: unknown) => word).toArray()],
    ['toWeb', (stream) => collect(Readable.toWeb(stream) as AsyncIterable<unknown>)],
    ['wrap', (stream) => new Readable({ objectMode: true }).wrap(stream).toArray()],
  ])('tells each chunk in whichever way it is read: %s', async (_, read) => {
    const recording = new Recording();
    await read(observe(words(), recording, anywhere));
    expect(recording.heard).toEqual(['streaming', ['chunk', 'a'], ['chunk', 'b'], ['chunk', 'c'], ['ok', undefined]]);
    expect(recording.handle?.started).toBe(true);
  });

  it('gives its bytes unchanged', async () => {
    const recording = new Recording();
    const read = await buffer(observe(createReadStream(__filename, { highWaterMark: 100 }), recording, anywhere));
    expect(Buffer.concat(recording.chunks as Buffer[]).equals(read)).toBe(true);
  });

  it('fails with the very error', async () => {
    const recording = new Recording();
    const stream = observe(createReadStream('/nowhere/at/all'), recording, anywhere);
    const error = await text(stream).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ENOENT' });
    expect(recording.endings).toEqual([['error', error]]);
  });

  it('that fails without a listener brings the process down, as it would have', () => {
    const recording = new Recording();
    const stream = observe(words(), recording, anywhere);
    expect(() => stream.emit('error', new Error('unheard'))).toThrow('unheard');
    expect(recording.endings).toHaveLength(1);
  });

  it.each<[string, (stream: Readable) => Promise<unknown>]>([
    ['break', async (stream) => { for await (const _ of stream) break; }], // prettier-ignore
    ['destroy', async (stream) => once(stream.destroy(), 'close')],
    [
      'its consumer goes away',
      async (stream) => {
        const consumer = new Writable({ objectMode: true, write: () => void consumer.destroy() });
        await pipeline(stream, consumer).catch(() => undefined);
      },
    ],
    [
      'abort',
      async (stream) => {
        const controller = new AbortController();
        setImmediate(() => controller.abort());
        const never = new Writable({ objectMode: true, highWaterMark: 1, write: () => undefined });
        await pipeline(stream, never, { signal: controller.signal }).catch(() => undefined);
      },
    ],
  ])('is cancelled where its consumer stops: %s', async (_, stop) => {
    const recording = new Recording();
    await stop(observe(words(), recording, anywhere));
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.endings).toEqual(['cancelled']);
  });

  it.each<[string, (stream: Readable) => unknown, unknown]>([
    ['failed', (stream) => stream.destroy(new Error('late')), ['error', expect.objectContaining({ message: 'late' })]],
    ['destroyed', (stream) => stream.destroy(), 'cancelled'],
    ['read', (stream) => text(stream), ['ok', undefined]],
  ])('that was over before it was returned ends at once: %s', async (_, end, ending) => {
    const recording = new Recording();
    const stream = words().on('error', () => undefined);
    await end(stream);
    await new Promise((resolve) => setImmediate(resolve));
    expect(observe(stream, recording, anywhere)).toBe(stream);
    expect(recording.heard).toEqual(['streaming', ending]);
  });

  it('that does not emit its close is cancelled, fails and ends all the same', async () => {
    const [left, failed, read] = [new Recording(), new Recording(), new Recording()];
    const silent = (recording: Recording): Readable =>
      observe(new Readable({ read() {}, emitClose: false }), recording, anywhere).on('error', () => undefined);
    silent(left).destroy();
    silent(failed).destroy(new Error('no'));
    const stream = silent(read).resume();
    stream.push('a');
    stream.push(null);
    await new Promise((resolve) => setImmediate(resolve));
    expect(left.endings).toEqual(['cancelled']);
    expect(failed.endings).toEqual([['error', expect.objectContaining({ message: 'no' })]]);
    expect(read.endings).toEqual([['ok', undefined]]);
  });

  it.each<[string, () => Readable, (stream: Readable) => void]>([
    ['bytes', () => Readable.from([Buffer.from('abc'), Buffer.from('def')], { objectMode: false }), (stream) => {
      stream.unshift((stream.read(2) as Buffer).subarray(1));
    }],
    ['text', () => Readable.from(['abc', 'def'], { objectMode: false, encoding: 'utf8' }), (stream) => {
      stream.unshift(stream.read(2));
    }],
    ['new text', () => Readable.from(['def'], { objectMode: false, encoding: 'utf8' }), (stream) => {
      stream.unshift('abc', 'utf8');
    }],
    ['values', words, (stream) => stream.unshift(stream.read())],
  ])('tells once what is put back: %s', async (_, make, peek) => {
    const recording = new Recording();
    const stream = observe(make(), recording, anywhere);
    await once(stream, 'readable');
    peek(stream);
    await once(stream.resume(), 'end');
    expect(recording.chunks.join('')).toBe(make === words ? 'abc' : 'abcdef');
  }); // prettier-ignore

  it('calls its listeners in the context of the caller', async () => {
    const scope = new Scope();
    const seen: unknown[] = [];
    const see = (): void => void seen.push(scope.current);
    const stream = scope.run(() => createReadStream(__filename));
    observe(stream, new Recording(), scope.run, AsyncResource.bind((fn: () => unknown) => fn()) as RunInContext);
    await once(stream.on('data', see).on('end', see), 'close');
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  it('produces in the context of the call', async () => {
    const scope = new Scope();
    const stream = observe(Readable.from((async function* () { yield `in ${scope.current}`; })()), new Recording(), scope.run); // prettier-ignore
    expect(await text(stream)).toBe('in the call');
    expect(scope.current).toBeUndefined();
  });

  it('produces no more than without us while its consumer pauses', async () => {
    const produce = async (watched: boolean): Promise<number> => {
      let produced = 0;
      const stream = new Readable({ read() { this.push(Buffer.alloc(1000)); produced++; } }); // prettier-ignore
      if (watched) observe(stream, new Recording(), anywhere);
      const slow = stream.pipe(new Writable({ highWaterMark: 5000, write: () => undefined }));
      await still(() => produced);
      stream.destroy();
      slow.destroy();
      return produced;
    };
    expect(await produce(true)).toBe(await produce(false));
  });

  it('may be a Transform that is written to', async () => {
    const recording = new Recording();
    const upper = new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) });
    const given = text(observe(upper, recording, anywhere));
    upper.write('a');
    upper.end('b');
    expect(await given).toBe('AB');
    expect(recording.chunks.join('')).toBe('AB');
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('may be the response of node:http', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [response] = (await once(get({ port: (server.address() as AddressInfo).port }), 'response')) as [Readable];
    const recording = new Recording();
    expect(await text(observe(response, recording, anywhere))).toBe('hello');
    expect(recording.endings).toEqual([['ok', undefined]]);
    server.close();
  });

  it('that is spent already ends at once', async () => {
    const stream = words();
    await stream.toArray();
    const recording = new Recording();
    observe(stream, recording, anywhere);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });
});
