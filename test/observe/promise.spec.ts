import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { observe } from '../../lib/observe/observe.js';
import { inChild } from './child.js';
import { Recording, Scope, anywhere } from './recording.js';

describe('a native promise', () => {
  it('ends with the value it settles to', async () => {
    const recording = new Recording();
    const watched = observe(Promise.resolve({ answer: 42 }), recording, anywhere);
    expect(recording.heard).toEqual([]);
    await expect(watched).resolves.toEqual({ answer: 42 });
    expect(recording.heard).toEqual([['ok', { answer: 42 }]]);
  });

  it('ends with the very error it is rejected with', async () => {
    const recording = new Recording();
    const error = new Error('no');
    await expect(observe(Promise.reject(error), recording, anywhere)).rejects.toBe(error);
    expect(recording.heard).toEqual([['error', error]]);
  });

  it('is cancelled by an abort, and fails by a timeout', async () => {
    const aborted = new Recording();
    const late = new Recording();
    await expect(observe(Promise.reject(new DOMException('stop', 'AbortError')), aborted, anywhere)).rejects.toThrow();
    await expect(observe(Promise.reject(new DOMException('late', 'TimeoutError')), late, anywhere)).rejects.toThrow();
    expect(aborted.heard).toEqual(['cancelled']);
    expect(late.heard).toEqual([['error', expect.objectContaining({ name: 'TimeoutError' })]]);
  });

  it('hands on the very value it settles to', async () => {
    const value = new Map([['a', 1]]);
    expect(await observe(Promise.resolve(value), new Recording(), anywhere)).toBe(value);
  });

  it('watches on where it settles to a stream', async () => {
    const recording = new Recording();
    async function* count(): AsyncGenerator<number, string> {
      yield 1;
      yield 2;
      return 'done';
    }
    const generator = count();
    const watched = await observe(Promise.resolve(generator), recording, new Scope().run);
    expect(watched).toBe(generator);
    expect(recording.heard).toEqual(['streaming']);
    for await (const _ of watched);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['chunk', 2], ['ok', 'done']]);
  });

  it('keeps what was put on it', async () => {
    const watched = observe(promisify(exec)('echo hi'), new Recording(), anywhere);
    expect(watched.child.pid).toBeGreaterThan(0);
    expect((await watched).stdout).toBe('hi\n');
  });

  it('keeps it whatever it is, and reads none of it', () => {
    const symbol = Symbol('own');
    let reads = 0;
    const promise = Object.defineProperties(Promise.resolve(1), {
      [symbol]: { value: 'by symbol' },
      cancel: { value: () => 'cancelled' },
      lazy: { enumerable: true, get: () => ++reads },
    }) as Promise<number> & { [symbol]: string; cancel(): string; lazy: number };
    const watched = observe(promise, new Recording(), anywhere);
    expect([watched[symbol], watched.cancel(), reads]).toEqual(['by symbol', 'cancelled', 0]);
    expect(watched.lazy).toBe(1);
  });

  it('settles in the context it is awaited in, whatever it was made in', async () => {
    const scope = new Scope();
    const promise = Object.assign(scope.run(async () => Promise.resolve(1)), { own: true }); // prettier-ignore
    let seen: unknown = 'nothing';
    const see = { ok: () => (seen = scope.current), error: () => undefined, cancelled: () => undefined };
    await observe(promise, see, scope.run);
    expect(seen).toBeUndefined();
  });

  it('is known in whatever realm it was made', async () => {
    const recording = new Recording();
    const foreign: unknown = runInContext('Promise.resolve(1)', createContext());
    const watched = observe(foreign, recording, anywhere);
    expect(recording.heard).toEqual([]);
    expect(await watched).toBe(1);
    expect(recording.heard).toEqual([['ok', 1]]);
  });

  it('whose own method waits for it is handled by whoever handles that', async () => {
    const [bare, watched] = await Promise.all([
      inChild('rejections.ts', 'own method, called'),
      inChild('rejections.ts', 'own method, called', 'watched'),
    ]);
    expect(bare).toEqual({ events: [], told: [] });
    expect(watched).toEqual({ events: [], told: ['error'] });
  });

  it.each(['promise', 'async', 'next', 'own method'])(
    'lets a rejection that nobody handles reach the process as it would have: %s',
    async (kind) => {
      const [bare, watched] = await Promise.all([
        inChild('rejections.ts', kind),
        inChild('rejections.ts', kind, 'watched'),
      ]);
      expect(bare).toEqual({ events: ['unhandledRejection: nobody cares'], told: [] });
      expect(watched).toEqual({ events: ['unhandledRejection: nobody cares'], told: ['error'] });
    },
  );
});
