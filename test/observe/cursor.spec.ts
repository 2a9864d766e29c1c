import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Recording, Scope, anywhere } from './recording.js';

interface Document {
  id: number;
  done: boolean;
}

const documents: Document[] = [1, 2, 3].map((id) => ({ id, done: id === 1 }));

/** In the shape of `FindCursor` of MongoDB. */
class Cursor {
  asked = 0;
  isClosed = false;
  private left = [...documents];

  constructor(private readonly error?: Error) {}

  async next(): Promise<Document | null> {
    this.asked++;
    await Promise.resolve();
    if (this.error && this.left.length < 3) throw this.error;
    return this.left.shift() ?? null;
  }
  hasNext(): Promise<boolean> {
    return Promise.resolve(this.left.length > 0);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Document> {
    try {
      for (let next = await this.next(); next; next = await this.next()) yield next;
    } finally {
      this.isClosed = true;
    }
  }
  /** Gives the buffered ones past its own iterator. */
  async toArray(): Promise<Document[]> {
    const all: Document[] = [];
    for await (const document of this) all.push(document, ...this.left.splice(0));
    return all;
  }
}

const ways: [string, (cursor: Cursor) => Promise<unknown[]>][] = [
  ['for await', (cursor) => collect(cursor)],
  ['toArray', (cursor) => cursor.toArray()],
  ['next', async (cursor) => {
    const given: Document[] = [];
    for (let next = await cursor.next(); next; next = await cursor.next()) given.push(next);
    return given;
  }],
  ['hasNext', async (cursor) => {
    const given: unknown[] = [];
    while (await cursor.hasNext()) given.push(await cursor.next());
    return given;
  }],
]; // prettier-ignore

describe('a cursor of a database', () => {
  it('is the same object, and is not asked', () => {
    const recording = new Recording();
    const cursor = new Cursor();
    const keys = Object.keys(cursor);
    expect(observe(cursor, recording, anywhere)).toBe(cursor);
    expect(Object.keys(cursor)).toEqual(keys);
    expect(cursor.asked).toBe(0);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
  });

  it.each(ways)('tells each document once, and ends after the last: %s', async (_, read) => {
    const recording = new Recording();
    expect(await read(observe(new Cursor(), recording, new Scope().run))).toEqual(documents);
    expect(recording.heard).toEqual([
      'streaming',
      ...documents.map((document) => ['chunk', document]),
      ['ok', undefined],
    ]);
    expect(recording.handle?.started).toBe(true);
  });

  it.each(ways.slice(0, 3))('fails with the very error: %s', async (_, read) => {
    const recording = new Recording();
    const error = new Error('lost');
    await expect(read(observe(new Cursor(error), recording, anywhere))).rejects.toBe(error);
    expect(recording.endings).toEqual([['error', error]]);
  });

  it('is cancelled where its consumer breaks off', async () => {
    const recording = new Recording();
    const cursor = observe(new Cursor(), recording, anywhere);
    for await (const _ of cursor) break;
    expect(cursor.isClosed).toBe(true);
    expect(recording.heard).toEqual(['streaming', ['chunk', documents[0]], 'cancelled']);
  });
});

it('an iterator that is no generator is stepped as ever, with or without being asked for', async () => {
  const make = (): AsyncIterableIterator<object> => {
    let n = 0;
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => Promise.resolve(n++ < 1 ? { value: { id: 1 } } : { done: true, value: undefined }),
    };
  };
  const [asked, unasked] = [new Recording(), new Recording()];
  await collect(observe(make(), asked, anywhere));
  const iterator = observe(make(), unasked, anywhere);
  await iterator.next();
  await iterator.next();
  expect(asked.heard).toEqual(['streaming', ['chunk', { id: 1 }], ['ok', undefined]]);
  expect(unasked.heard).toEqual(asked.heard);
});
