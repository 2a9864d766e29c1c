import { IterableReadableStream } from '@langchain/core/utils/stream';
import { Readable } from 'node:stream';
import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import { setImmediate as turn } from 'node:timers/promises';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Recording, Scope, anywhere } from './recording.js';

/** A stream of numbers, three unless more are asked for, and how it was used. */
class Source {
  pulls = 0;
  cancelledWith: unknown;
  readonly seenIn: unknown[] = [];
  readonly stream: ReadableStream<number>;

  constructor(scope?: Scope, highWaterMark = 0, length = 3) {
    this.stream = new ReadableStream<number>(
      {
        pull: (controller) => {
          this.seenIn.push(scope?.current);
          if (++this.pulls > length) controller.close();
          else controller.enqueue(this.pulls);
        },
        cancel: (reason) => void (this.cancelledWith = reason),
      },
      { highWaterMark },
    );
  }
}

const bytes = (): ReadableStream<Uint8Array> => {
  let pulls = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (++pulls > 3) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else controller.enqueue(new TextEncoder().encode(`part ${pulls}`));
    },
  });
};

const typeError: Error = expect.objectContaining({ name: 'TypeError' });
const all = ['streaming', ['chunk', 1], ['chunk', 2], ['chunk', 3], ['ok', undefined]];

const ways: [string, (stream: ReadableStream<number>) => Promise<unknown[]>][] = [
  [
    'getReader',
    async (stream) => {
      const reader = stream.getReader();
      const given: number[] = [];
      for (let next = await reader.read(); !next.done; next = await reader.read()) given.push(next.value);
      return given;
    },
  ],
  ['for await', (stream) => collect(stream)],
  ['values', (stream) => collect(stream.values())],
  [
    'pipeTo',
    async (stream) => {
      const given: number[] = [];
      await stream.pipeTo(new WritableStream({ write: (n: number) => void given.push(n) }));
      return given;
    },
  ],
  ['pipeThrough', (stream) => collect(stream.pipeThrough(new TransformStream<number, number>()))],
  ['tee', async (stream) => collect(stream.tee()[0])],
  ['fromWeb', (stream) => collect(Readable.fromWeb(stream, { objectMode: true }))],
  ['two readers', async (stream) => {
    const reader = stream.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    return [value, ...(await collect(stream))];
  }],
]; // prettier-ignore

describe('a ReadableStream', () => {
  it('is the same object, and is not begun', async () => {
    const recording = new Recording();
    const { stream, ...source } = new Source();
    const keys = Object.keys(stream);
    expect(observe(stream, recording, anywhere)).toBe(stream);
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.pulls).toBe(0);
    expect(stream.locked).toBe(false);
    expect(Object.keys(stream)).toEqual(keys);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
  });

  it.each(ways)('tells each chunk in whichever way it is read: %s', async (_, read) => {
    const scope = new Scope();
    const recording = new Recording();
    const source = scope.run(() => new Source(scope));
    expect(await read(observe(source.stream, recording, scope.run))).toEqual([1, 2, 3]);
    expect(recording.heard).toEqual(all);
    expect(recording.handle?.started).toBe(true);
    expect(new Set(source.seenIn)).toEqual(new Set(['the call']));
  });

  it.each(ways)('is unlocked afterwards as it would have been: %s', async (_, read) => {
    const [bare, watched] = [new Source().stream, observe(new Source().stream, new Recording(), anywhere)];
    await Promise.all([read(bare), read(watched)]);
    expect(watched.locked).toBe(bare.locked);
  });

  const stops: [string, (stream: ReadableStream<number>) => Promise<unknown>][] = [
    ['cancel', (stream) => stream.cancel('enough')],
    [
      'reader.cancel',
      async (stream) => {
        const reader = stream.getReader();
        await reader.read();
        await reader.cancel('enough');
      },
    ],
    ['break', async (stream) => { for await (const _ of stream) break; }], // prettier-ignore
    [
      'pipeTo',
      (stream) => {
        const sink = new WritableStream({ write: (_, controller) => controller.error('enough') });
        return stream.pipeTo(sink).catch(() => undefined);
      },
    ],
    ['pipeThrough', (stream) => stream.pipeThrough(new TransformStream()).cancel('enough')],
    [
      'signal',
      (stream) => stream.pipeTo(new WritableStream(), { signal: AbortSignal.abort('enough') }).catch(() => undefined),
    ],
    ['both of tee', (stream) => Promise.all(stream.tee().map((branch) => branch.cancel('enough')))],
  ];
  it.each(stops)('is cancelled where its consumer stops, and its source with it: %s', async (_, stop) => {
    const recording = new Recording();
    const endless = (): Source => new Source(undefined, 0, Infinity);
    const [bare, watched] = [endless(), endless()];
    await stop(bare.stream);
    await stop(observe(watched.stream, recording, anywhere));
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.endings).toEqual(['cancelled']);
    expect(watched.cancelledWith).toEqual(bare.cancelledWith);
  });

  it.each(ways)('fails with the very error: %s', async (_, read) => {
    const recording = new Recording();
    const error = new Error('no');
    const failing = new ReadableStream<number>({ pull: (controller) => controller.error(error) });
    await expect(read(observe(failing, recording, anywhere))).rejects.toBe(error);
    expect(recording.endings).toEqual([['error', error]]);
  });

  it.each(ways)('is pulled no more than without us: %s', async (_, read) => {
    const [bare, watched] = [new Source(undefined, 1), new Source(undefined, 1)];
    await Promise.all([read(bare.stream), read(observe(watched.stream, new Recording(), anywhere))]);
    expect(watched.pulls).toBe(bare.pulls);
  });

  it('is not read ahead by a pipe whose sink is slow', async () => {
    const pulls = async (stream: ReadableStream<number>, source: Source): Promise<number> => {
      void stream.pipeTo(new WritableStream({ write: () => new Promise(() => undefined) })).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return source.pulls;
    };
    const [bare, watched] = [new Source(), new Source()];
    const expected = await pulls(bare.stream, bare);
    expect(await pulls(observe(watched.stream, new Recording(), anywhere), watched)).toBe(expected);
  });

  it('may be left by an iterator that does not cancel, and read on', async () => {
    const recording = new Recording();
    const stream = observe(new Source().stream, recording, anywhere);
    for await (const _ of stream.values({ preventCancel: true })) break;
    expect(recording.endings).toEqual([]);
    expect(await collect(stream)).toEqual([2, 3]);
    expect(recording.heard).toEqual(all);
  });

  it('may be left by a pipe that does not cancel, and read on', async () => {
    const recording = new Recording();
    const stream = observe(new Source().stream, recording, anywhere);
    const sink = new WritableStream({ write: (_, controller) => controller.error('full') }, { highWaterMark: 1 });
    await stream.pipeTo(sink, { preventCancel: true }).catch(() => undefined);
    expect(stream.locked).toBe(false);
    expect(recording.endings).toEqual([]);
    expect((await collect(stream)).at(-1)).toBe(3);
  });

  it.each([0, 5])('may be left by a pipe through a pair that does not cancel, and read on: after %d ms', async (ms) => {
    const recording = new Recording();
    const stream = observe(new Source().stream, recording, anywhere);
    const pair = new TransformStream<number, number>(undefined, undefined, { highWaterMark: 0 });
    const reader = stream.pipeThrough(pair, { preventCancel: true }).getReader();
    expect(await reader.read()).toEqual({ done: false, value: 1 });
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    expect(stream.locked).toBe(true);
    await reader.cancel();
    expect(stream.locked).toBe(false);
    expect(recording.endings).toEqual([]);
    expect((await collect(stream)).at(-1)).toBe(3);
    expect(recording.heard).toEqual(all);
  });

  it.each<[string, unknown, unknown]>([
    ['no pair', {}, undefined],
    ['no options', new TransformStream(), 'none'],
    ['no signal', new TransformStream(), { signal: 'none' }],
  ])('refuses at once what it may not be piped through: %s', async (_, pair, options) => {
    const stream = observe(new Source().stream, new Recording(), anywhere);
    expect(() => stream.pipeThrough(pair as TransformStream, options as object)).toThrow(typeError);
    expect(await collect(stream)).toEqual([1, 2, 3]);
  });

  it('split in two tells each chunk once, at the first to get there', async () => {
    const recording = new Recording();
    const [left, right] = observe(new Source().stream, recording, anywhere).tee();
    const reader = left.getReader();
    await reader.read();
    expect(recording.chunks).toEqual([1]);
    expect(await collect(right)).toEqual([1, 2, 3]);
    await reader.read();
    await reader.cancel();
    expect(recording.heard).toEqual(all);
  });

  it('refuses what it would have refused', async () => {
    const stream = observe(new Source().stream, new Recording(), anywhere);
    stream.getReader();
    expect(() => stream.getReader()).toThrow(typeError);
    expect(() => stream.tee()).toThrow(typeError);
    expect(() => stream.pipeThrough(new TransformStream())).toThrow(typeError);
    await expect(stream.pipeTo(new WritableStream())).rejects.toThrow(typeError);
    await expect(stream.cancel()).rejects.toThrow(typeError);
  });

  it('is left as it was by a pair it may not be piped through', async () => {
    const recording = new Recording();
    const stream = observe(new Source().stream, recording, anywhere);
    const taken = new TransformStream<number, number>();
    taken.writable.getWriter();
    expect(() => stream.pipeThrough(taken)).toThrow(typeError);
    expect(stream.locked).toBe(false);
    expect(recording.endings).toEqual([]);
    expect(await collect(stream)).toEqual([1, 2, 3]);
    expect(recording.heard).toEqual(all);
  });

  it('ends with `closed` of a reader that does not read', async () => {
    const [ok, failed] = [new Recording(), new Recording()];
    const empty = observe(new ReadableStream({ start: (controller) => controller.close() }), ok, anywhere);
    await expect(empty.getReader().closed).resolves.toBeUndefined();
    const error = new Error('broken');
    const broken = observe(new ReadableStream({ start: (controller) => controller.error(error) }), failed, anywhere);
    await expect(broken.getReader().closed).rejects.toBe(error);
    await turn();
    expect([ok.endings, failed.endings]).toEqual([[['ok', undefined]], [['error', error]]]);
  });

  it('tells its last chunk before it ends, where its reader asks for `closed` too', async () => {
    const recording = new Recording();
    const stream = new ReadableStream<number>({
      start(controller) {
        for (const n of [1, 2, 3]) controller.enqueue(n);
        controller.close();
      },
    });
    const reader = observe(stream, recording, anywhere).getReader();
    const { closed } = reader;
    for (const n of [1, 2, 3]) await expect(reader.read()).resolves.toEqual({ done: false, value: n });
    await closed;
    await turn();
    expect(recording.heard).toEqual(all);
  });

  it('does not end by `closed` of a reader that gives its lock back', async () => {
    const recording = new Recording();
    const stream = observe(new Source().stream, recording, anywhere);
    const reader = stream.getReader();
    const { closed } = reader;
    reader.releaseLock();
    await expect(closed).rejects.toThrow(typeError);
    await expect(reader.closed).rejects.toThrow(typeError);
    await turn();
    expect(recording.endings).toEqual([]);
  });

  it('does not end by a lock that is given back', async () => {
    const recording = new Recording();
    const stream = observe(new ReadableStream<number>(), recording, anywhere);
    const reader = stream.getReader();
    const pending = reader.read();
    reader.releaseLock();
    await expect(pending).rejects.toThrow(typeError);
    expect(recording.endings).toEqual([]);
  });
});

describe('a ReadableStream with an iterator of its own', () => {
  /** Reads by a reader, as the streams of LangChain do, and gives its lock back where it is left. */
  class Own extends ReadableStream<number> {
    override async *[Symbol.asyncIterator](): AsyncGenerator<number> {
      const reader = this.getReader();
      try {
        for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
      } finally {
        reader.releaseLock();
      }
    }
  }
  const numbers = (controller: { enqueue(n: number): void; close(): void }): void => {
    for (const n of [1, 2, 3]) controller.enqueue(n);
    controller.close();
  };

  it('tells each chunk once', async () => {
    const recording = new Recording();
    expect(await collect(observe(new Own({ start: numbers }), recording, anywhere))).toEqual([1, 2, 3]);
    expect(recording.heard).toEqual(all);
  });

  it('may be left by it, and read on', async () => {
    const recording = new Recording();
    const stream = observe(new Own({ start: numbers }), recording, anywhere);
    for await (const _ of stream) break;
    expect(recording.endings).toEqual([]);
    expect(await collect(stream)).toEqual([2, 3]);
    expect(recording.heard).toEqual(all);
  });

  it('may be one of LangChain', async () => {
    const [read, left] = [new Recording(), new Recording()];
    expect(await collect(observe(new IterableReadableStream({ start: numbers }), read, anywhere))).toEqual([1, 2, 3]);
    expect(read.heard).toEqual(all);
    for await (const _ of observe(new IterableReadableStream({ start: numbers }), left, anywhere)) break;
    expect(left.heard).toEqual(['streaming', ['chunk', 1], 'cancelled']);
  });
});

describe('a ReadableStream of bytes', () => {
  it('may be read into buffers of the app', async () => {
    const recording = new Recording();
    const reader = observe(bytes(), recording, anywhere).getReader({ mode: 'byob' });
    let view = new Uint8Array(16);
    const given: string[] = [];
    for (;;) {
      const { done, value } = await reader.read(view);
      if (done || !value) break;
      given.push(Buffer.from(value).toString());
      view = new Uint8Array(value.buffer);
    }
    expect(given).toEqual(['part 1', 'part 2', 'part 3']);
    expect(recording.chunks).toHaveLength(3);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('keeps its kind when it is split', async () => {
    const recording = new Recording();
    const [left, right] = observe(bytes(), recording, anywhere).tee();
    const { value } = await left.getReader({ mode: 'byob' }).read(new Uint8Array(16));
    expect(Buffer.from(value ?? []).toString()).toBe('part 1');
    expect((await collect(right)).map(String)).toHaveLength(3);
    expect(recording.chunks).toHaveLength(3);
  });

  it('may be the body of a Response', async () => {
    const recording = new Recording();
    const stream = observe(bytes(), recording, anywhere);
    expect(await new Response(stream as never).text()).toBe('part 1part 2part 3');
    expect(recording.chunks).toHaveLength(3);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });
});
