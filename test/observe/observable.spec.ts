import {
  BehaviorSubject,
  Observable,
  Subject,
  catchError,
  concat,
  defer,
  filter,
  first,
  firstValueFrom,
  from,
  interval,
  isObservable,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  of,
  range,
  retry,
  share,
  take,
  takeWhile,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { AsyncResource } from 'node:async_hooks';
import { type Listener, type Watch } from '../../lib/observe/listener.js';
import { observe } from '../../lib/observe/observe.js';
import { Recording, Scope, anywhere } from './recording.js';

/** As the conductor does it: an element for each subscription, the first of them that of the call. */
class Conductor extends Recording implements Listener {
  readonly elements: Recording[] = [];
  isDeferred = false;

  constructor(private readonly scope = new Scope()) {
    super();
  }

  deferred(): () => Watch {
    this.isDeferred = true;
    return () => {
      const listener = new Recording();
      this.elements.push(listener);
      const subscriber = AsyncResource.bind((fn: () => unknown) => fn());
      return { listener, run: this.scope.run, outside: (fn) => subscriber(fn) as ReturnType<typeof fn> };
    };
  }

  get all(): unknown[] {
    return this.elements.map(({ heard }) => heard);
  }
}

const watch = <T>(source: T, scope = new Scope()): [T, Conductor] => {
  const conductor = new Conductor(scope);
  return [observe(source, conductor, scope.run), conductor];
};

describe('an Observable', () => {
  it('is told to be cold, and does nothing while nobody subscribes', () => {
    let subscriptions = 0;
    const [watched, conductor] = watch(defer(() => of(++subscriptions)));
    expect(watched).toBeInstanceOf(Observable);
    expect(isObservable(watched)).toBe(true);
    expect(conductor).toMatchObject({ isDeferred: true, heard: [], elements: [] });
    expect(subscriptions).toBe(0);
  });

  it('is one element for each subscription', async () => {
    const [watched, conductor] = watch(of(1, 2));
    expect(await lastValueFrom(watched)).toBe(2);
    expect(
      await lastValueFrom(
        watched.pipe(
          map((n) => n * 2),
          toArray(),
        ),
      ),
    ).toEqual([2, 4]);
    const heard = ['streaming', ['chunk', 1], ['chunk', 2], ['ok', undefined]];
    expect(conductor.all).toEqual([heard, heard]);
    expect(conductor.heard).toEqual([]);
  });

  it('that gives a single value ends with it', async () => {
    const [watched, conductor] = watch(timer(1).pipe(map(() => ({ answer: 42 }))));
    await firstValueFrom(watched);
    expect(conductor.elements[0]?.endings).toEqual([['ok', { answer: 42 }]]);
    await lastValueFrom(watched);
    expect(conductor.elements[1]?.endings).toEqual([['ok', { answer: 42 }]]);
  });

  it.each<[string, Observable<number>]>([
    ['one', of(1)],
    [
      'one, later, as that of HttpService',
      new Observable(
        (subscriber) =>
          void setImmediate(() => {
            subscriber.next(1);
            subscriber.complete();
          }),
      ),
    ],
    ['one, through operators', of(0).pipe(map((n) => n + 1))],
    ['more than are asked for', of(1, 2)],
  ])('ends well where its consumer asked for one value and has it: %s', async (_, source) => {
    const [watched, conductor] = watch(source);
    expect(await firstValueFrom(watched)).toBe(1);
    expect(await lastValueFrom(watched.pipe(first()))).toBe(1);
    expect(await lastValueFrom(watched.pipe(take(1)))).toBe(1);
    const heard = ['streaming', ['chunk', 1], ['ok', 1]];
    expect(conductor.all).toEqual([heard, heard, heard]);
  });

  it('is cancelled where its consumer leaves at a later value, or between them', () => {
    const [watched, conductor] = watch(new Observable<number>((subscriber) => subscriber.next(1)));
    watched.subscribe().unsubscribe();
    const [numbers, counted] = watch(of(1, 2, 3));
    numbers.pipe(takeWhile((n) => n < 2)).subscribe();
    expect([conductor.elements[0]?.endings, counted.elements[0]?.endings]).toEqual([['cancelled'], ['cancelled']]);
  });

  it('fails with the very error', async () => {
    const error = new Error('no');
    const [watched, conductor] = watch(
      concat(
        of(1),
        throwError(() => error),
      ),
    );
    await expect(lastValueFrom(watched)).rejects.toBe(error);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['error', error]]]);
  });

  it('is cancelled when its consumer unsubscribes, and torn down as it would have been', () => {
    let torn = 0;
    const [watched, conductor] = watch(
      new Observable<number>((subscriber) => {
        subscriber.next(1);
        return () => torn++;
      }),
    );
    const subscription = watched.subscribe();
    expect(torn).toBe(0);
    subscription.unsubscribe();
    expect(subscription.closed).toBe(true);
    expect(torn).toBe(1);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], 'cancelled']]);
  });

  it('stops at once where its consumer has enough, be it in the midst of subscribing', async () => {
    let made = 0;
    const [watched, conductor] = watch(range(0, 1_000_000).pipe(map((n) => (made++, n))));
    expect(await lastValueFrom(watched.pipe(take(2), toArray()))).toEqual([0, 1]);
    expect(made).toBe(2);
    expect(conductor.all).toEqual([['streaming', ['chunk', 0], ['chunk', 1], 'cancelled']]);
  });

  it.each<[string, (source: Observable<number>) => Observable<unknown>]>([
    ['mergeMap', (source) => source.pipe(mergeMap((n) => of(n)))],
    ['from', (source) => from(source)],
    ['inner', (source) => of(0).pipe(mergeMap(() => source))],
    ['defer', (source) => defer(() => source)],
    ['fallback', (source) => throwError(() => new Error('no')).pipe(catchError(() => source))],
    ['handed on', (source) => new Observable((subscriber) => source.subscribe(subscriber))],
  ])('works within others: %s', async (_, use) => {
    const [watched, conductor] = watch(of(1, 2, 3));
    expect(await lastValueFrom(use(watched).pipe(take(2), toArray()))).toEqual([1, 2]);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['chunk', 2], 'cancelled']]);
  });

  it('does not take what others give its subscriber for its own', () => {
    const [watched, conductor] = watch(of(1));
    const both = new Observable<number>((subscriber) => {
      of(10).subscribe({ next: (n) => subscriber.next(n) });
      watched.subscribe(subscriber);
    });
    const given: number[] = [];
    both.subscribe((n) => given.push(n));
    expect(given).toEqual([10, 1]);
    expect(conductor.elements[0]?.chunks).toEqual([1]);
  });

  it('is an element for each retry', async () => {
    let attempts = 0;
    const failing = defer(() => (++attempts < 3 ? throwError(() => new Error(`${attempts}`)) : of('third')));
    const [watched, conductor] = watch(failing);
    expect(await lastValueFrom(watched.pipe(retry(2)))).toBe('third');
    expect(conductor.elements.map(({ endings }) => endings[0]?.[0])).toEqual(['error', 'error', 'ok']);
  });

  it('is subscribed in the context of the call', async () => {
    const scope = new Scope();
    const seen: unknown[] = [];
    const source = new Observable<number>((subscriber) => {
      seen.push(scope.current);
      setImmediate(() => {
        seen.push(scope.current);
        subscriber.next(1);
        subscriber.complete();
      });
    });
    const [watched] = watch(source, scope);
    await lastValueFrom(watched);
    expect(scope.current).toBeUndefined();
    expect(seen).toEqual(['the call', 'the call']);
  });

  it('hands on what it gives in the context of its subscriber', async () => {
    const scope = new Scope();
    const seen: unknown[] = [];
    const see = (): void => void seen.push(scope.current);
    const source = (fails: boolean) =>
      new Observable<number>((subscriber) => {
        subscriber.next(1);
        setImmediate(() => (fails ? subscriber.error(new Error('no')) : subscriber.complete()));
      });
    for (const fails of [false, true]) {
      const [watched] = watch(source(fails), scope);
      await new Promise<void>((resolve) => {
        const settle = (): void => (see(), resolve());
        watched.subscribe({ next: see, error: settle, complete: settle });
      });
    }
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('that a promise settles to is told when it settles', async () => {
    const conductor = new Conductor();
    const watched = await observe(Promise.resolve(of(1)), conductor, anywhere);
    expect(conductor.isDeferred).toBe(true);
    expect(await lastValueFrom(watched)).toBe(1);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['ok', 1]]]);
    expect(conductor.heard).toEqual([]);
  });

  it('tells a listener that knows of no deferring its first subscription only', () => {
    const recording = new Recording();
    const watched = observe(of(1), recording, anywhere);
    watched.subscribe();
    watched.subscribe();
    expect(recording.heard).toEqual(['streaming', ['chunk', 1], ['ok', 1]]);
  });

  it('returned through two methods is watched for each', async () => {
    const [inner, innerConductor] = watch(of(1));
    const [outer, outerConductor] = watch(inner);
    await lastValueFrom(outer);
    expect(outerConductor.all).toEqual(innerConductor.all);
    expect(innerConductor.elements).toHaveLength(1);
  });

  it('takes an observer, functions or nothing, as always', () => {
    const [watched] = watch(of(1));
    const given: unknown[] = [];
    watched.subscribe((n) => given.push(n));
    watched.subscribe({ next: (n) => given.push(n), complete: () => given.push('complete') });
    watched.subscribe();
    void watched.forEach((n) => given.push(n));
    expect(given).toEqual([1, 1, 'complete', 1]);
  });
});

describe('an Observable that is more', () => {
  it('stays what it is, and the shared one is not touched', () => {
    const subject = new BehaviorSubject(1);
    const keys = Reflect.ownKeys(subject);
    const [watched, conductor] = watch(subject);
    expect(watched).toBeInstanceOf(BehaviorSubject);
    const given: number[] = [];
    watched.subscribe((n) => given.push(n));
    subject.subscribe();
    watched.next(2);
    subject.next(3);
    expect(watched.value).toBe(3);
    watched.complete();
    expect(given).toEqual([1, 2, 3]);
    expect(subject.closed).toBe(false);
    expect(Reflect.ownKeys(subject)).toEqual(keys);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['chunk', 2], ['chunk', 3], ['ok', undefined]]]);
  });

  it('may be an observer of another', async () => {
    const [watched, conductor] = watch(new Subject<number>());
    const given = lastValueFrom(watched.pipe(toArray()));
    of(1, 2).subscribe(watched);
    expect(await given).toEqual([1, 2]);
    expect(conductor.elements[0]?.chunks).toEqual([1, 2]);
  });

  it('may be of a class with private fields', async () => {
    class Counter extends BehaviorSubject<number> {
      #steps = 0;
      get steps(): number {
        return this.#steps;
      }
      set steps(steps: number) {
        this.#steps = steps;
      }
      step(): void {
        this.next(this.value + ++this.#steps);
      }
    }
    const [watched, conductor] = watch(new Counter(0));
    const given = lastValueFrom(watched.asObservable().pipe(toArray()));
    watched.step();
    watched.steps = 10;
    watched.step();
    watched.complete();
    expect(await given).toEqual([0, 1, 12]);
    expect(watched.steps).toBe(11);
    expect(conductor.elements[0]?.chunks).toEqual([0, 1, 12]);
  });

  it('may have operators of its own', async () => {
    class Numbers extends Observable<number> {
      #kept = (n: number): boolean => n % 2 === 0;
      evens(): Observable<number> {
        return this.pipe(filter(this.#kept));
      }
      itself(): this {
        return this;
      }
    }
    const [watched, conductor] = watch(new Numbers((subscriber) => of(1, 2).subscribe(subscriber)));
    expect(await lastValueFrom(watched.evens())).toBe(2);
    expect(watched.itself()).toBe(watched);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['chunk', 2], ['ok', undefined]]]);
  });

  it('may be frozen', async () => {
    const [watched, conductor] = watch(Object.freeze(of(1)));
    expect(await lastValueFrom(watched)).toBe(1);
    expect(conductor.all).toEqual([['streaming', ['chunk', 1], ['ok', 1]]]);
  });

  it('may be shared after it is watched', async () => {
    const [watched, conductor] = watch(interval(1).pipe(take(2)));
    const shared = watched.pipe(share());
    await lastValueFrom(merge(shared, shared));
    expect(conductor.all).toEqual([['streaming', ['chunk', 0], ['chunk', 1], ['ok', undefined]]]);
  });
});
