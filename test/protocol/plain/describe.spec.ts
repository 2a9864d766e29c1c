import { EventEmitter } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describeValue } from '../../../lib/protocol/plain/describe.js';

const plain = (value: unknown): unknown => describeValue(value).value;
const throwing = (message: string) => (): never => {
  throw new Error(message);
};

describe('describeValue', () => {
  it('gives plain JSON back as an equal copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(plain(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('gives valid JSON for anything, and never throws', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const text = JSON.stringify({ value: plain(value) });
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
    );
  });

  it('marks a cycle where it closes, and repeats what is only shared', () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { shared, list: [shared] };
    value['self'] = value;
    expect(plain(value)).toEqual({ shared: { n: 1 }, list: [{ n: 1 }], self: '[Circular]' });
  });

  it('follows a value 10,000 levels deep only so far', () => {
    let value: unknown = 'bottom';
    for (let level = 0; level < 10_000; level++) value = level % 2 ? [value] : { value };
    expect(JSON.stringify(plain(value))).toContain('[Deeper than 100 levels]');
  });

  it.each<[string, unknown, unknown]>([
    ['a bigint', 10n ** 20n, '100000000000000000000'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', function greet() {}, '[Function greet]'],
    ['NaN', NaN, null],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(NaN), '[Invalid Date]'],
    ['a regular expression', /a+/g, '/a+/g'],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1n],
        [2, new Set([1])],
      ]),
      { a: '1', 2: [1] },
    ],
    ['a map of objects', new Map([[{}, 1]]), { '[Object]': 1 }],
    ['a buffer', Buffer.alloc(1024), '[Buffer 1024 bytes]'],
    ['a typed array', new Float64Array(2), '[Float64Array 16 bytes]'],
    ['an array buffer', new ArrayBuffer(8), '[ArrayBuffer 8 bytes]'],
    ['a blob', new Blob(['abc']), '[Blob 3 bytes]'],
    ['a promise', Promise.resolve(1), '[Promise]'],
    ['a Node stream', Readable.from([]), '[Readable]'],
    ['a web stream', new ReadableStream(), '[ReadableStream]'],
    ['a socket', new Socket(), '[Socket]'],
    ['an emitter', new EventEmitter(), '[EventEmitter]'],
    ['a timer', setTimeout(() => undefined), '[Timeout]'],
    ['a generator', (function* () {})(), '[Generator]'],
    ['headers', new Headers({ a: 'b' }), '[Headers]'],
    ['an abort signal', new AbortController().signal, '[AbortSignal]'],
    ['a URL', new URL('http://a/b'), 'http://a/b'],
    ['a boxed string', Object('x'), 'x'],
    ['a sparse array', Object.assign([1], { 2: 3 }), [1, null, 3]],
  ])('describes %s', (_name, value, expected) => {
    expect(plain({ value })).toEqual({ value: expected });
  });

  it('describes an error by name, message, stack and cause', () => {
    const error = new TypeError('bad', { cause: new Error('deeper') });
    const described = describeValue(error, { captureStack: false }).value;
    expect(JSON.parse(JSON.stringify(described))).toEqual({
      type: 'error',
      errorName: 'TypeError',
      errorMessage: 'bad',
      errorCause: { type: 'error', errorName: 'Error', errorMessage: 'deeper' },
    });
    expect(plain(error)).toMatchObject({ errorStack: error.stack });
  });

  it('keeps the rest of an object of which one member cannot be read', () => {
    const value = {
      a: 1,
      get bad(): never {
        throw new Error('no');
      },
      json: { toJSON: throwing('not me') },
      z: 2,
    };
    expect(plain(value)).toEqual({ a: 1, bad: '[Unreadable: no]', json: '[Unreadable: not me]', z: 2 });
  });

  it('survives hostile proxies and hostile errors', () => {
    const hostile = new Proxy({}, { ownKeys: throwing('keys'), getPrototypeOf: throwing('prototype') });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const endless: object = new Proxy({}, { getPrototypeOf: () => endless });
    const thrower = {
      get x(): never {
        throw Object.create(null);
      },
    };
    expect(plain({ hostile, proxy, endless, thrower })).toEqual({
      hostile: '[Unreadable: prototype]',
      proxy: expect.stringContaining('[Unreadable: '),
      endless: expect.stringContaining('[Unreadable: '),
      thrower: { x: '[Unreadable: unknown]' },
    });
  });

  it('reads each getter once', () => {
    let reads = 0;
    const value = {
      get once() {
        return ++reads;
      },
    };
    expect(JSON.stringify(plain(value))).toBe('{"once":1}');
    expect(reads).toBe(1);
  });

  it('runs no getter of a class to find out what its instance is', () => {
    let reads = 0;
    class Result {
      own = 1;
      get then(): undefined {
        reads++;
        return undefined;
      }
    }
    expect(plain(new Result())).toEqual({ own: 1 });
    expect(reads).toBe(0);
  });

  it('keeps the own members of instances and of objects without a prototype, and honours toJSON once', () => {
    class Money {
      constructor(readonly cents: number) {}
      toJSON(): unknown {
        return { euros: this.cents / 100, raw: this };
      }
    }
    class Point {
      x = 1;
    }
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(plain({ point: new Point(), bare, money: new Money(250) })).toEqual({
      point: { x: 1 },
      bare: { a: 1 },
      money: { euros: 2.5, raw: '[Circular]' },
    });
  });

  it('keeps a member called __proto__ and sets no prototype with it', () => {
    const value = JSON.parse('{"__proto__":{"admin":true}}') as object;
    const copy = plain(value);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('says of requests and responses only what they are', async () => {
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { method: 'GET', url: '/users/1?token=t', headers: { cookie: 'sid=1' } });
    const response = new ServerResponse(request);
    const server = createServer();
    expect(
      plain({
        request,
        response,
        fastify: { raw: 1 },
        wrapped: Object.assign(new (class Request {})(), { raw: request }),
        server,
      }),
    ).toEqual({
      request: { type: 'request', method: 'GET', route: '/users/1' },
      response: { type: 'response', statusCode: 200 },
      fastify: { raw: 1 },
      wrapped: { type: 'request', method: 'GET', route: '/users/1' },
      server: '[Server]',
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('says of a transaction and what works in it only what they are', () => {
    const connection = { options: { host: 'db' }, entities: ['User'] };
    class EntityManager {
      connection = connection;
      createQueryBuilder(): void {}
    }
    class QueryRunner {
      connection = connection;
      rollbackTransaction(): void {}
    }
    class Transaction {
      sequelize = connection;
      rollback(): void {}
    }
    expect(plain([new EntityManager(), new QueryRunner(), new Transaction()])).toEqual([
      '[EntityManager]',
      '[QueryRunner]',
      '[Transaction]',
    ]);
  });

  it('says of what GraphQL tells a resolver only the field, not the schema or the query', () => {
    const secret = { kind: 'Argument', name: { value: 'password' }, value: { kind: 'StringValue', value: 'hunter2' } };
    const info = {
      fieldName: 'login',
      fieldNodes: [{ kind: 'Field', arguments: [secret] }],
      parentType: new (class {
        toString(): string {
          return 'Mutation';
        }
      })(),
      schema: { types: ['User'] },
      operation: { selections: [secret] },
    };
    expect(plain([{ name: 'Ann' }, info])).toEqual([{ name: 'Ann' }, { type: 'field', field: 'Mutation.login' }]);
    const own = { fieldName: 'a', fieldNodes: 1 };
    expect(plain(own)).toEqual(own);
  });

  it('tells what is opaque by its class, through proxies and classes without a name', () => {
    class Container {
      secret = 1;
    }
    const nameless = new (class extends Container {})();
    const isOpaque = (object: object): boolean => object instanceof Container;
    const { value } = describeValue(
      { nameless, proxy: new Proxy(new Container(), {}), other: new Map() },
      { isOpaque },
    );
    expect(value).toEqual({ nameless: '[Container]', proxy: '[Container]', other: {} });
  });

  it('never cuts what has JSON of half its budget', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(describeValue(value, { budget: 2 * JSON.stringify({ value }).length }).isCut).toBe(false);
      }),
    );
  });

  it('stops at its budget, and says so', () => {
    let graph: unknown = 'leaf';
    for (let level = 0; level < 60; level++) graph = [graph, graph];
    const { value, isCut } = describeValue(graph, { budget: 100_000 });
    expect(isCut).toBe(true);
    expect(JSON.stringify(value).length).toBeLessThan(100_000);
    expect(describeValue(new Array(1e9), { budget: 100_000 }).isCut).toBe(true);
    expect(describeValue('x'.repeat(200_000), { budget: 100_000 }).isCut).toBe(true);
    const entries = Array.from({ length: 200_000 }, (_, index) => [index, index] as const);
    expect(describeValue(new Map(entries), { budget: 100_000 })).toMatchObject({ isCut: true });
    expect(describeValue(new Set(entries), { budget: 100_000 })).toMatchObject({ isCut: true });
  });
});
