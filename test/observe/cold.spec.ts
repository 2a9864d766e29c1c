import { AsyncLocalStorage } from 'node:async_hooks';
import { lastValueFrom, Observable, toArray } from 'rxjs';
import { beginIn } from '../../lib/observe/cold.js';

const storage = new AsyncLocalStorage<string>();
const run = <T>(fn: () => T): T => storage.run('inside', fn);
const at = (): string => storage.getStore() ?? 'outside';

describe('beginIn', () => {
  it.each([undefined, null, 1, 'text', {}, [], Promise.resolve(1), new Map(), () => 1])(
    'hands on as it is what has begun: %p',
    (value) => {
      expect(beginIn(run, value)).toBe(value);
    },
  );

  it('runs the first step of a generator, which stays the same object and gets what it is given', () => {
    const generator = (function* (): Generator<unknown, string, string> {
      const given = yield at();
      yield [given, at()];
      return 'end';
    })();
    const begun = beginIn(run, generator);
    expect(begun).toBe(generator);
    expect(begun.next()).toEqual({ done: false, value: 'inside' });
    expect(begun.next('given')).toEqual({ done: false, value: ['given', 'outside'] });
    expect(begun.next()).toEqual({ done: true, value: 'end' });
  });

  it('runs the first step of an async generator', async () => {
    const generator = (async function* () {
      yield await Promise.resolve(at());
    })();
    for await (const value of beginIn(run, generator)) expect(value).toBe('inside');
    expect(at()).toBe('outside');
  });

  it('runs each subscription to an Observable, and none before', async () => {
    const places: string[] = [];
    const source = new Observable<number>((subscriber) => {
      places.push(at());
      subscriber.next(1);
      subscriber.next(2);
      subscriber.complete();
    });
    const begun = beginIn(run, source);
    expect(begun).toBeInstanceOf(Observable);
    expect(places).toEqual([]);
    expect(await lastValueFrom(begun.pipe(toArray()))).toEqual([1, 2]);
    expect(await lastValueFrom(begun)).toBe(2);
    expect(places).toEqual(['inside', 'inside']);
  });

  it('hands on what does not let itself be looked at', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(beginIn(run, proxy) === proxy).toBe(true);
    const frozen = Object.freeze(
      (function* () {
        yield at();
      })(),
    );
    expect(beginIn(run, frozen).next().value).toBe('outside');
  });
});
