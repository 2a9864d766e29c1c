import { AsyncResource } from 'node:async_hooks';
import { derive, isPromise } from './promise.js';
import { readable } from './readable.js';
import { hasMethods, isMethod, isObject, shadow } from './shape.js';
import { watchIterator } from './iterator.js';
import { type Kind, type Watching } from './watching.js';

/**
 * Whatever else can be awaited: a subclass of `Promise`, a query builder. Some begin their work with the first `then`
 * and some do it again with each, so every `then` of the app becomes one `then`, and there is none of ours. Beside it
 * some have other ways to begin, built on `then` or not.
 */
export const thenable: Kind = {
  is: (value): value is object => 'then' in value && hasMethods(value, 'then'),
  watch(value, watching) {
    const { ending, run } = watching;
    ending.wait();
    const settle = remembering(watching);
    const within = { depth: 0, thens: 0 };
    shadow(value, 'then', (original) => (onSettled, onFailed, ...rest) => {
      ending.begin();
      const [settled, failed] = [inOwnContext(onSettled), inOwnContext(onFailed)];
      const ok = (result: unknown): unknown => {
        const seen = settle(result);
        return settled ? settled(seen) : seen;
      };
      const fail = (error: unknown): unknown => {
        ending.error(error);
        if (failed) return failed(error);
        throw error;
      };
      within.thens++;
      within.depth++;
      try {
        return run(() => original(ok, fail, ...rest));
      } finally {
        within.depth--;
      }
    });
    for (const key of BESIDE_THEN) watchBeside(value, key, watching, settle, within);
    for (const key of STREAMING) watchStreamed(value, key, watching, within);
    watchIterations(value, watching, within);
    return value;
  },
};

/** The last is how Prisma begins what stands in a `$transaction([…])`. */
const BESIDE_THEN = ['catch', 'finally', 'exec', 'execute', 'requestTransaction'] as const;

/** What Knex and Mongoose read a query's rows by, one after the other. */
const STREAMING = ['stream', 'cursor'] as const;

interface Within {
  depth: number;
  thens: number;
}

/** Watches what such a method gives, unless it is built on `then`, or `then` on it: that tells already. */
function watchBeside(
  value: object,
  key: (typeof BESIDE_THEN)[number],
  { ending, run }: Watching,
  settle: (settled: unknown) => unknown,
  within: Within,
): void {
  shadow(value, key, (original) => (first, ...rest) => {
    if (within.depth > 0) return original(first, ...rest);
    const { thens } = within;
    const callback = key === 'catch' || key === 'finally' ? inOwnContext(first) : undefined;
    let isFailed = false;
    const fail = (error: unknown): void => {
      isFailed = true;
      ending.error(error);
    };
    const handle = (error: unknown): unknown => {
      if (key === 'catch') fail(error);
      return callback?.(error);
    };
    const promise = run(() => original(callback ? handle : first, ...rest));
    const isPlain = isObject(promise) && isPromise(promise);
    if (isPlain || within.thens !== thens) ending.begin();
    if (!isPlain || within.thens !== thens) return promise;
    return derive(promise, (settled) => (isFailed ? settled : settle(settled)), fail);
  });
}

/** Watches the `Readable` that such a method gives in place of the whole result, unless what is built on it tells. */
function watchStreamed(
  value: object,
  key: (typeof STREAMING)[number],
  { ending, run, follow }: Watching,
  within: Within,
): void {
  shadow(value, key, (original) => (...args) => {
    const stream = run(() => original(...args));
    const isOurs = within.depth === 0 && !ending.started;
    return isOurs && isObject(stream) && readable.is(stream) ? follow(stream) : stream;
  });
}

/** Some can be iterated in place of being awaited. */
function watchIterations(value: object, watching: Watching, within: Within): void {
  const { ending, run } = watching;
  shadow(value, Symbol.asyncIterator, (original) => () => {
    within.depth++;
    let iterator: unknown;
    try {
      iterator = run(() => original());
    } finally {
      within.depth--;
    }
    // Where it has been awaited, it iterates itself, and its result says more.
    if (isObject(iterator) && !ending.started) {
      ending.streaming();
      watchIterator(iterator, watching);
    }
    return iterator;
  });
}

/** Watches what it settles to, once, however many wait for it. */
function remembering({ follow }: Watching): (settled: unknown) => unknown {
  let first: { settled: unknown; watched: unknown } | undefined;
  return (settled) => {
    first ??= { settled, watched: follow(settled) };
    return first.settled === settled ? first.watched : settled;
  };
}

/** The app's callback, kept out of the context of the call. */
function inOwnContext(callback: unknown): ((argument: unknown) => unknown) | undefined {
  return isMethod(callback) ? AsyncResource.bind((argument: unknown) => callback(argument)) : undefined;
}
