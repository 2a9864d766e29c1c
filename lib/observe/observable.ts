import { Ending } from './ending.js';
import { type RunInContext } from './listener.js';
import { hasMethods, isMethod, isObject, read, shadow } from './shape.js';
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
    const base = baseOf(value, 'subscribe');
    const watched = construct(base, (subscriber: Subscriber) => {
      const { listener, run, outside } = open();
      const inner = tap(subscriber, new Ending(listener), outside);
      return run(() => value.subscribe(inner));
    }) as Subscribable;
    const subscribe = (...args: [unknown]): unknown => watched.subscribe(...args);
    const proxy: Subscribable = new Proxy(value, {
      get(target, key): unknown {
        if (key === 'subscribe') return subscribe;
        // What a class of the app adds may need the very object: a private field is on no proxy of it.
        const member: unknown = Reflect.get(target, key, target);
        const isOfClass = isMethod(member) && !Object.hasOwn(target, key) && !(key in base) && !SUBSCRIBING.has(key);
        return isOfClass ? (...args: unknown[]) => ofWatched(member.apply(target, args)) : member;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
    /** What such a method made of the very object by operators, made of the watched one. */
    const ofWatched = (made: unknown): unknown => {
      if (made === value) return proxy;
      if (!isObject(made) || Object.getPrototypeOf(made) !== base) return made;
      const source = read(made, 'source');
      const itsSource = ofWatched(source);
      return source === itsSource ? made : Object.assign(Object.create(base) as object, made, { source: itsSource });
    };
    return proxy;
  },
};

/** Methods beside those of an Observable whose results subscribe to the object they are called on. */
const SUBSCRIBING = new Set<PropertyKey>(['asObservable', 'refCount']);

/**
 * A subscriber between the source and its consumer, as an operator would put one there. A consumer that leaves while it
 * is given the first value, as `firstValueFrom` and `first` do, wanted no more: the operators between do not let the
 * source's `complete` through to it.
 */
function tap(subscriber: Subscriber, ending: Ending, outside: RunInContext = (fn) => fn()): Subscriber {
  const inner = construct(baseOf(subscriber, 'next'), subscriber) as Subscriber;
  let count = 0;
  let last: unknown;
  let isGiving = false;
  ending.streaming();
  shadow(inner, 'next', (next) => {
    const give = (): unknown => next(last);
    return (value) => {
      count++;
      last = value;
      ending.chunk(value);
      isGiving = true;
      outside(give);
      isGiving = false;
    };
  });
  shadow(inner, 'error', (error) => (reason) => {
    ending.error(reason);
    return outside(() => error(reason));
  });
  shadow(inner, 'complete', (complete) => () => {
    // One that gave a single value is that value, come later.
    ending.ok(count === 1 ? last : undefined);
    return outside(complete);
  });
  inner.add(() => (isGiving && count === 1 ? ending.ok(last) : ending.cancelled()));
  return inner;
}

/** The prototype of an object's base class: the last on its chain to have this method. */
function baseOf(object: object, key: string): object {
  let base = object;
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, key)) base = at;
  }
  return base;
}

/** Makes another of a class. */
function construct({ constructor }: object, argument: unknown): unknown {
  if (!isMethod(constructor)) throw new TypeError('not of a class');
  return Reflect.construct(constructor, [argument]);
}
