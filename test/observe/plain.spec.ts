import { observe } from '../../lib/observe/observe.js';
import { Recording, anywhere } from './recording.js';

class Answer {
  constructor(readonly text: string) {}
}

describe('a plain value', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'text'],
    ['zero', 0],
    ['a bigint', 10n],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['an object', { a: 1 }],
    ['an object without a prototype', Object.create(null)],
    ['an instance', new Answer('yes')],
    ['an array', [1, 2]],
    ['a map', new Map()],
    ['a date', new Date(0)],
    ['a buffer', Buffer.from('x')],
    ['an error', new Error('as a value')],
    ['an object whose then is no method', { then: 'soon' }],
    ['a frozen async iterable', Object.freeze({ async *[Symbol.asyncIterator]() {} })],
  ])('ends at once, and is handed on as it is: %s', (_, value) => {
    const recording = new Recording();
    expect(observe(value, recording, anywhere)).toBe(value);
    expect(recording.heard).toHaveLength(1);
    expect(recording.heard[0]?.[0]).toBe('ok');
    expect(recording.heard[0]?.[1]).toBe(value);
  });

  it('is not looked into', () => {
    const looked: PropertyKey[] = [];
    class Lazy {
      get text(): string {
        looked.push('text');
        return '';
      }
    }
    observe(new Lazy(), new Recording(), anywhere);
    observe(
      {
        get stream(): string {
          looked.push('stream');
          return '';
        },
      },
      new Recording(),
      anywhere,
    );
    expect(looked).toEqual([]);
  });

  it('may be as hostile as it likes', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const throwing = {
      get then(): never {
        throw new Error('hands off');
      },
    };
    const forbidding = new Proxy(new Answer(''), {
      has() {
        throw new Error('hands off');
      },
    });
    const unchangeable = new Proxy((async function* () {})(), {
      defineProperty() {
        throw new Error('hands off');
      },
    });
    for (const value of [proxy, throwing, forbidding, unchangeable]) {
      const recording = new Recording();
      expect(Object.is(observe(value, recording, anywhere), value)).toBe(true);
      expect(recording.endings.map(([word]) => word)).toEqual(['ok']);
    }
  });
});
