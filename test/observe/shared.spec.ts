import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Recording, anywhere } from './recording.js';

class Cancelable<T> extends Promise<T> {}

async function* words(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}

const shared: [string, () => object, (value: never) => Promise<unknown>][] = [
  ['a subclass of Promise', () => Cancelable.resolve(1), async (promise: Cancelable<number>) => promise],
  ['an async generator', words, (generator: AsyncGenerator<string>) => collect(generator)],
  ['a Readable', () => Readable.from(['a', 'b']), (stream: Readable) => text(stream)],
  ['a ReadableStream', () => ReadableStream.from(words()), (stream: ReadableStream) => collect(stream)],
  ['a Response', () => new Response('ab'), (response: Response) => response.text()],
];

describe.each(shared)('%s that is handed out again and again', (_, make, use) => {
  it('is the same, and tells each who watches it', async () => {
    const value = make();
    const recordings = Array.from({ length: 3 }, () => new Recording());
    for (const recording of recordings) expect(observe(value, recording, anywhere)).toBe(value);
    await use(value as never);
    const [first, ...others] = recordings;
    expect(first?.endings).toHaveLength(1);
    for (const other of others) expect(other.heard).toEqual(first?.heard);
  });

  it('is changed once, so that it works after any number of calls', async () => {
    const value = make();
    observe(value, new Recording(), anywhere);
    const once = Object.getOwnPropertyDescriptors(value);
    for (let call = 0; call < 20_000; call++) observe(value, new Recording(), anywhere);
    expect(Object.getOwnPropertyDescriptors(value)).toEqual(once);
    await expect(use(value as never)).resolves.toBeDefined();
  });

  it('ends at once for whoever comes after its end', async () => {
    const value = make();
    const [early, late] = [new Recording(), new Recording()];
    observe(value, early, anywhere);
    await use(value as never);
    observe(value, late, anywhere);
    expect(late.endings).toEqual(early.endings);
  });

  it('is given up by each for itself', async () => {
    const value = make();
    const [leaving, staying] = [new Recording(), new Recording()];
    observe(value, leaving, anywhere);
    observe(value, staying, anywhere);
    leaving.handle?.abandon();
    leaving.handle?.abandon();
    expect(leaving.endings).toEqual(['cancelled']);
    await use(value as never);
    expect(leaving.endings).toEqual(['cancelled']);
    expect(staying.endings).toHaveLength(1);
    expect(staying.endings[0]?.[0]).toBe('ok');
  });
});

it('a stream that is watched, and handed out by a promise that is, is told once to each', async () => {
  const stream = words();
  const [inner, outer] = [new Recording(), new Recording()];
  observe(stream, inner, anywhere);
  const given = await observe(Cancelable.resolve(stream), outer, anywhere);
  expect(given).toBe(stream);
  expect(outer.handle?.started).toBe(false);
  await given.next();
  expect(outer.handle?.started).toBe(true);
  await given.return(undefined);
  expect(outer.heard).toEqual(['streaming', ['chunk', 'a'], 'cancelled']);
  expect(outer.heard).toEqual(inner.heard);
});

it('a stream whose promise is given up is watched on by the others alone', async () => {
  const stream = words();
  const [inner, outer] = [new Recording(), new Recording()];
  observe(stream, inner, anywhere);
  await observe(Cancelable.resolve(stream), outer, anywhere);
  outer.handle?.abandon();
  await collect(stream);
  expect(outer.heard).toEqual(['streaming', 'cancelled']);
  expect(inner.chunks).toEqual(['a', 'b']);
});
