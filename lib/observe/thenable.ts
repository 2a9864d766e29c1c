import { AsyncResource } from 'node:async_hooks';
import { hasMethods, isMethod, isObject, shadow } from './shape.js';
import { watchIterator } from './iterator.js';
import { type Kind, type Watching } from './watching.js';

/**
 * Whatever else can be awaited: a subclass of `Promise`, a query builder. Some begin their work with the first `then`
 * and some do it again with each, so every `then` of the app becomes one `then`, and there is none of ours.
 */
export const thenable: Kind = {
  is: (value): value is object => 'then' in value && hasMethods(value, 'then'),
  watch(value, watching) {
    const { ending, run } = watching;
    ending.wait();
    const settle = remembering(watching);
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
      return run(() => original(ok, fail, ...rest));
    });
    watchIterations(value, watching);
    return value;
  },
};

/** Some can be iterated in place of being awaited. */
function watchIterations(value: object, watching: Watching): void {
  const { ending, run } = watching;
  shadow(value, Symbol.asyncIterator, (original) => () => {
    const iterator = run(() => original());
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
