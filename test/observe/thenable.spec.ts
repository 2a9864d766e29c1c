import { Readable } from 'node:stream';
import { createContext, runInContext } from 'node:vm';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { inChild } from './child.js';
import { Recording, Scope, anywhere } from './recording.js';

class Cancelable<T> extends Promise<T> {
  cancelled = false;
  cancel(): void {
    this.cancelled = true;
  }
}

/** Like the query builders: nothing is done before `then`, and done again with each. */
class Query implements PromiseLike<string> {
  executed = 0;
  seenIn: unknown;
  constructor(
    private readonly scope: Scope,
    private sql = 'select',
  ) {}
  where(clause: string): this {
    this.sql += ` where ${clause}`;
    return this;
  }
  then<A = string, B = never>(
    ok?: ((value: string) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.executed++;
    this.seenIn = this.scope.current;
    return Promise.resolve(this.sql).then(ok, failed);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    yield `${this.sql}: a row`;
  }
}

describe('a subclass of Promise', () => {
  it('is the same object, with its own methods', async () => {
    const recording = new Recording();
    const promise = new Cancelable<number>((resolve) => resolve(1));
    const watched = observe(promise, recording, anywhere);
    expect(watched).toBe(promise);
    watched.cancel();
    expect(watched.cancelled).toBe(true);
    expect(await watched).toBe(1);
    expect(recording.heard).toEqual([['ok', 1]]);
  });

  it.each<[string, (promise: Cancelable<number>) => Promise<unknown>]>([
    ['then', (promise) => promise.then((value) => value + 1)],
    ['catch', (promise) => promise.catch(() => 0)],
    ['finally', (promise) => promise.finally(() => undefined)],
    ['all', (promise) => Promise.all([promise])],
    ['return', async (promise) => promise],
  ])('ends once, in whichever way it is awaited: %s', async (_, settle) => {
    const recording = new Recording();
    await settle(observe(Cancelable.resolve(1) as Cancelable<number>, recording, anywhere));
    expect(recording.heard).toEqual([['ok', 1]]);
  });

  it('keeps the class of what is derived from it', () => {
    const watched = observe(Cancelable.resolve(1), new Recording(), anywhere);
    expect(watched.then()).toBeInstanceOf(Cancelable);
    expect(watched.finally()).toBeInstanceOf(Cancelable);
  });

  it('hands the same watched value to all that wait', async () => {
    const recording = new Recording();
    async function* one(): AsyncGenerator<number> {
      yield 1;
    }
    const watched = observe(Cancelable.resolve(one()), recording, anywhere);
    const [first, second] = await Promise.all([watched, watched]);
    expect(first).toBe(second);
    expect(await collect(first)).toEqual([1]);
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['ok', undefined]]);
  });

  it('of another realm is known', async () => {
    const recording = new Recording();
    const foreign: unknown = runInContext('(class Own extends Promise {}).resolve(1)', createContext());
    expect(observe(foreign, recording, anywhere)).toBe(foreign);
    expect(await foreign).toBe(1);
    expect(recording.heard).toEqual([['ok', 1]]);
  });

  it.each([
    ['subclass', []],
    ['subclass, handled', []],
    ['subclass, awaited', ['error']],
  ])('lets a rejection reach the process as it would have: %s', async (kind, told) => {
    const [bare, watched] = await Promise.all([
      inChild('rejections.ts', kind),
      inChild('rejections.ts', kind, 'watched'),
    ]);
    const events = kind === 'subclass, handled' ? [] : ['unhandledRejection: nobody cares'];
    expect(bare).toEqual({ events, told: [] });
    expect(watched).toEqual({ events, told });
  });
});

describe('a thenable with other methods beside then', () => {
  const error = new Error('no');
  const work = (fails: boolean): Promise<string[]> => (fails ? Promise.reject(error) : Promise.resolve(['a']));
  type Lazy = PromiseLike<string[]> & {
    catch(failed: (error: unknown) => unknown): Promise<unknown>;
    finally(done: () => void): Promise<unknown>;
    exec(): Promise<string[]>;
    requestTransaction?(): Promise<string[]>;
  };
  /** As Prisma makes them: each begins the work by itself. */
  const apart = (fails: boolean): Lazy => ({
    then: (ok, failed) => work(fails).then(ok, failed),
    catch: (failed) => work(fails).catch(failed),
    finally: (done) => work(fails).finally(done),
    exec: () => work(fails),
    requestTransaction: () => work(fails),
  });
  /** As Mongoose makes them: all is built on one. */
  class Chained {
    calls = 0;
    constructor(private readonly fails: boolean) {}
    async exec(): Promise<string[]> {
      this.calls++;
      return work(this.fails);
    }
    then: Lazy['then'] = (ok, failed) => this.exec().then(ok, failed);
    catch(failed: (error: unknown) => unknown): Promise<unknown> {
      return this.exec().then(null, failed);
    }
    finally(done: () => void): Promise<unknown> {
      return this.exec().finally(done);
    }
  }

  describe.each<[string, (fails: boolean) => Lazy]>([
    ['each by itself', apart],
    ['built on one', (fails) => new Chained(fails) as unknown as Lazy],
  ])('%s', (_, make) => {
    it.each<[string, (lazy: Lazy) => PromiseLike<unknown>]>([
      ['then', (lazy) => lazy.then((value) => value)],
      ['catch', (lazy) => lazy.catch(() => ['handled'])],
      ['finally', (lazy) => lazy.finally(() => undefined)],
      ['exec', (lazy) => lazy.exec()],
    ])('is told once, whichever it is begun by: %s', async (_, begin) => {
      const [ok, failed] = [new Recording(), new Recording()];
      const lazy = observe(make(false), ok, anywhere);
      expect(ok.handle?.started).toBe(false);
      const begun = begin(lazy);
      expect(ok.handle?.started).toBe(true);
      expect(await begun).toEqual(['a']);
      expect(ok.heard).toEqual([['ok', ['a']]]);
      const settled = await begin(observe(make(true), failed, anywhere)).then(null, (reason: unknown) => reason);
      expect(settled).toEqual(begin.toString().includes('handled') ? ['handled'] : error);
      expect(failed.heard).toEqual([['error', error]]);
    });

    it('works in the context of the call, its callbacks in their own', async () => {
      const scope = new Scope();
      const seen: unknown[] = [];
      const see = (): void => void seen.push(scope.current);
      await observe(make(true), new Recording(), scope.run).catch(see);
      await observe(make(false), new Recording(), scope.run).finally(see);
      expect(seen).toEqual([undefined, undefined]);
    });
  });

  it('is told where a transaction begins it', async () => {
    const [ok, failed] = [new Recording(), new Recording()];
    expect(await observe(apart(false), ok, anywhere).requestTransaction?.()).toEqual(['a']);
    expect(ok.heard).toEqual([['ok', ['a']]]);
    await expect(observe(apart(true), failed, anywhere).requestTransaction?.()).rejects.toBe(error);
    expect(failed.heard).toEqual([['error', error]]);
  });

  it('is asked once for its work', async () => {
    const chained = new Chained(false);
    await observe(chained as unknown as Lazy, new Recording(), anywhere);
    expect(chained.calls).toBe(1);
  });
});

describe('a query whose rows can be read one by one', () => {
  /** As those of Knex and Mongoose: it iterates by its cursor, and awaits it. */
  class Rows extends Query {
    cursor(): Readable {
      this.executed++;
      return Readable.from(['a', 'b']);
    }
    stream(): Readable {
      return this.cursor();
    }
    override [Symbol.asyncIterator](): AsyncGenerator<string> {
      return this.cursor()[Symbol.asyncIterator]() as AsyncGenerator<string>;
    }
    override then: Query['then'] = (ok) => collect(this.cursor()).then((rows) => ok?.(rows.join()) as never);
  }
  const whole = [['ok', 'a,b']];
  const each = ['streaming', ['chunk', 'a'], ['chunk', 'b'], ['ok', undefined]];

  it.each<[string, (rows: Rows) => unknown, unknown]>([
    ['cursor', (rows) => collect(rows.cursor()), each],
    ['stream', (rows) => collect(rows.stream()), each],
    ['iteration', (rows) => collect(rows), each],
    ['then', (rows) => rows.then(String), whole],
    ['both', async (rows) => [await rows, await collect(rows.stream())], whole],
  ])('is told once, whichever way they are: %s', async (_, readRows, heard) => {
    const recording = new Recording();
    const rows = observe(new Rows(new Scope()), recording, anywhere);
    expect(rows.executed).toBe(0);
    await readRows(rows);
    expect(recording.heard).toEqual(heard);
  });

  it('is cancelled where its consumer breaks off, and left alone where it gives anything else', async () => {
    const recording = new Recording();
    const rows = observe(Object.assign(new Rows(new Scope()), { cursor: () => 'no stream' }), recording, anywhere);
    expect(rows.cursor()).toBe('no stream');
    expect(recording.heard).toEqual([]);
    const left = observe(new Rows(new Scope()), recording, anywhere);
    for await (const _ of left.cursor()) break;
    await new Promise(setImmediate);
    expect(recording.heard).toEqual(['streaming', ['chunk', 'a'], 'cancelled']);
  });
});

describe('a lazy thenable', () => {
  it('does nothing until it is awaited, then once for each', async () => {
    const scope = new Scope();
    const recording = new Recording();
    const query = observe(new Query(scope), recording, scope.run);
    expect(query.executed).toBe(0);
    expect(recording.handle?.started).toBe(false);
    expect(await query.where('a')).toBe('select where a');
    expect(query.executed).toBe(1);
    await query;
    expect(query.executed).toBe(2);
    expect(recording.heard).toEqual([['ok', 'select where a']]);
  });

  it('works in the context of the call, its consumer in its own', async () => {
    const scope = new Scope();
    const query = observe(new Query(scope), new Recording(), scope.run);
    expect(await query.then(() => scope.current)).toBeUndefined();
    expect(query.seenIn).toBe('the call');
  });

  it('may be iterated in place of being awaited', async () => {
    const scope = new Scope();
    const recording = new Recording();
    expect(await collect(observe(new Query(scope), recording, anywhere))).toEqual(['select: a row']);
    expect(recording.heard).toEqual(['streaming', ['chunk', 'select: a row'], ['ok', undefined]]);
  });

  it('that iterates itself when awaited ends with its result', async () => {
    const recording = new Recording();
    class Runner {
      async *[Symbol.asyncIterator](): AsyncGenerator<string> {
        yield 'a turn';
      }
      then(ok: (value: string) => void, failed: (reason: unknown) => void): void {
        collect(this).then((turns) => ok(`${turns.length} turn`), failed);
      }
    }
    expect(await observe(new Runner(), recording, anywhere)).toBe('1 turn');
    expect(recording.heard).toEqual([['ok', '1 turn']]);
  });
});
