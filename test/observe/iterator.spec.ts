import { on, EventEmitter } from 'node:events';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Recording, Scope, anywhere } from './recording.js';

const scope = new Scope();
const seen: unknown[] = [];
beforeEach(() => seen.splice(0));

function* sync(): Generator<number, string, string | undefined> {
  try {
    seen.push(scope.current, yield 1);
    seen.push(scope.current, yield 2);
    return 'done';
  } finally {
    seen.push(['finally', scope.current]);
  }
}

async function* async(): AsyncGenerator<number, string, string | undefined> {
  try {
    seen.push(scope.current, yield 1);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(scope.current, yield 2);
    return 'done';
  } finally {
    await Promise.resolve();
    seen.push(['finally', scope.current]);
  }
}

describe.each([
  ['a generator', sync],
  ['an async generator', async],
])('%s', (_, make) => {
  it('is handed on as it is, untouched until its consumer asks', () => {
    const recording = new Recording();
    const generator = make();
    expect(observe(generator, recording, scope.run)).toBe(generator);
    expect(Object.keys(generator)).toEqual([]);
    expect(seen).toEqual([]);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
  });

  it('tells each chunk, and ends with what it returns', async () => {
    const recording = new Recording();
    const given: number[] = [];
    for await (const item of observe(make(), recording, scope.run)) given.push(item);
    expect(given).toEqual([1, 2]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['chunk', 2], ['ok', 'done']]);
    expect(recording.handle?.started).toBe(true);
  });

  it('is stepped in the context of the call, its consumer stays in its own', async () => {
    const generator = observe(make(), new Recording(), scope.run);
    await generator.next('ignored');
    await generator.next('a');
    expect(scope.current).toBeUndefined();
    await generator.next('b');
    expect(seen).toEqual(['the call', 'a', 'the call', 'b', ['finally', 'the call']]);
  });

  it('is cancelled where its consumer breaks off, after its own finally', async () => {
    const recording = new Recording();
    for await (const _ of observe(make(), recording, scope.run)) break;
    expect(seen).toEqual([['finally', 'the call']]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], 'cancelled']);
  });

  it('fails with what is thrown into it', async () => {
    const recording = new Recording();
    const generator = observe(make(), recording, scope.run);
    await generator.next('ignored');
    const error = new Error('thrown in');
    await expect((async () => generator.throw(error))()).rejects.toBe(error);
    expect(seen).toEqual([['finally', 'the call']]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['error', error]]);
  });

  it('ends once, however often it is asked afterwards', async () => {
    const recording = new Recording();
    const generator = observe(make(), recording, scope.run);
    for await (const _ of generator);
    await generator.next('more');
    await generator.return('late');
    expect(recording.endings).toEqual([['ok', 'done']]);
  });

  it('can be given up by whoever holds its handle, and works on', async () => {
    const recording = new Recording();
    const generator = observe(make(), recording, scope.run);
    recording.handle?.abandon();
    expect(await generator.next('ignored')).toEqual({ value: 1, done: false });
    expect(recording.heard).toEqual(['streaming', 'cancelled']);
  });

  it('may be watched twice, once for each method that returned it', async () => {
    const [inner, outer] = [new Recording(), new Recording()];
    for await (const _ of observe(observe(make(), inner, scope.run), outer, anywhere));
    expect(inner.heard).toEqual(outer.heard);
    expect(outer.chunks).toEqual([1, 2]);
  });
});

it('a generator that throws fails with the very error', () => {
  const recording = new Recording();
  const error = new Error('no');
  const failing = observe(
    (function* () {
      yield 1;
      throw error;
    })(),
    recording,
    anywhere,
  );
  expect(() => [...failing]).toThrow(error);
  expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['error', error]]);
});

describe('an async generator', () => {
  it('pulls no more than its consumer asks for', async () => {
    let produced = 0;
    async function* endless(): AsyncGenerator<number> {
      for (;;) yield ++produced;
    }
    const generator = observe(endless(), new Recording(), anywhere);
    await generator.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBe(1);
  });

  it('answers steps that are asked for at once, in order', async () => {
    const recording = new Recording();
    const generator = observe(async(), recording, anywhere);
    const steps = await Promise.all([generator.next('a'), generator.next('b'), generator.next('c')]);
    expect(steps.map(({ value }) => value)).toEqual([1, 2, 'done']);
    expect(recording.chunks).toEqual([1, 2]);
    expect(recording.endings).toEqual([['ok', 'done']]);
  });

  it('may be delegated to', async () => {
    const recording = new Recording();
    async function* outer(): AsyncGenerator<number, string> {
      return yield* observe(async(), recording, scope.run);
    }
    for await (const _ of outer());
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['chunk', 2], ['ok', 'done']]);
  });
});

describe('another async iterable', () => {
  it('is the same object, and is watched as it is iterated', async () => {
    const recording = new Recording();
    const iterable = { async *[Symbol.asyncIterator]() { yield scope.current; } }; // prettier-ignore
    expect(observe(iterable, recording, scope.run)).toBe(iterable);
    expect(await collect(iterable)).toEqual(['the call']);
    expect(recording.heard).toEqual(['streaming', ['chunk', 'the call'], ['ok', undefined]]);
  });

  it('ends with its first iteration, where it can be iterated again', async () => {
    const recording = new Recording();
    const iterable = observe({ async *[Symbol.asyncIterator]() { yield 1; } }, recording, anywhere); // prettier-ignore
    expect(await collect(iterable)).toEqual([1]);
    expect(await collect(iterable)).toEqual([1]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['ok', undefined]]);
  });

  it('may be stepped by promises that are not of the language', async () => {
    const recording = new Recording();
    let n = 0;
    const steps = {
      [Symbol.asyncIterator]() { return this; },
      next: () => ({ then: (ok: (step: object) => void) => ok(n++ < 2 ? { value: n, done: false } : { value: 0, done: true }) }),
    } as unknown as AsyncIterable<number>; // prettier-ignore
    expect(await collect(observe(steps, recording, anywhere))).toEqual([1, 2]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['chunk', 2], ['ok', 0]]);
  });

  it('may be an iterator without a generator, such as that of events.on', async () => {
    const recording = new Recording();
    const emitter = new EventEmitter();
    const events = observe(on(emitter, 'tick'), recording, anywhere);
    emitter.emit('tick', 1);
    for await (const _ of events) break;
    expect(recording.heard).toEqual(['streaming', ['chunk', [1]], 'cancelled']);
  });
});
