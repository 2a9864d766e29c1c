import { Ending } from './ending.js';
import { hasMethods, isMethod, shadow } from './shape.js';
import { type Kind } from './watching.js';

interface Subscribable {
  subscribe(observer: unknown): unknown;
}

/** What RxJS hands to the function behind an Observable. */
interface Subscriber {
  add(teardown: () => void): void;
}

/**
 * An Observable of any copy of RxJS. It is cold, so each subscription is watched by itself. What is handed out is the
 * Observable in all but its `subscribe`: one that is shared, such as a `Subject`, must not be touched.
 */
export const observable: Kind<Subscribable> = {
  is: (value): value is Subscribable => hasMethods(value, 'subscribe', 'pipe', 'lift'),
  watch(value, { ending, run }) {
    const open = ending.defer(run);
    const watched = construct(value, 'subscribe', (subscriber: Subscriber) => {
      const { listener, run } = open();
      const inner = tap(subscriber, new Ending(listener));
      return run(() => value.subscribe(inner));
    });
    return new Proxy(value, {
      get: (target, key, receiver): unknown =>
        key === 'subscribe' ? (...args: [unknown]) => watched.subscribe(...args) : Reflect.get(target, key, receiver),
    });
  },
};

/** A subscriber between the source and its consumer, as an operator would put one there. */
function tap(subscriber: Subscriber, ending: Ending): Subscriber {
  const inner = construct(subscriber, 'next', subscriber);
  let count = 0;
  let last: unknown;
  ending.stream();
  shadow(inner, 'next', (next) => (value) => {
    count++;
    last = value;
    ending.chunk(value);
    return next(value);
  });
  shadow(inner, 'error', (error) => (reason) => {
    ending.fail(reason);
    return error(reason);
  });
  shadow(inner, 'complete', (complete) => () => {
    // One that gave a single value is that value, come later.
    ending.ok(count === 1 ? last : undefined);
    return complete();
  });
  inner.add(() => ending.cancelled());
  return inner;
}

/** Makes another of the base class of an object: the last on its chain of prototypes to have this method. */
function construct<T extends object>(like: T, key: string, argument: unknown): T {
  let base: object = like;
  for (let at: object | null = like; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, key)) base = at;
  }
  const { constructor } = base;
  if (!isMethod(constructor)) throw new TypeError('not of a class');
  return Reflect.construct(constructor, [argument]) as T;
}
