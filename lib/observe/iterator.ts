import { types } from 'node:util';
import { type Ending } from './ending.js';
import { define, hasMethods, isMethod, isObject, method, shadow } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/** What an iterator's owner knows better than its results tell. */
export interface IteratorFacts {
  /** Whether it ended because it was aborted. @default never */
  aborted?: () => boolean;
  /** Whether `return()` leaves the source to be read on. @default false */
  resumable?: boolean;
  /** Whether a result is no step of it; then it is told of here, or nowhere. @default never */
  apart?: (result: unknown) => boolean;
}

type Result = IteratorResult<unknown, unknown>;

/** Watches an iterator, sync or async, as it is stepped: each step runs in the context the value was made in. */
export function watchIterator(iterator: object, { ending, run }: Watching, facts: IteratorFacts = {}): void {
  const { apart } = facts;
  const fail = (error: unknown): never => {
    ending.error(error);
    throw error;
  };
  const end = {
    next: (value: unknown) => (facts.aborted?.() ? ending.cancelled() : ending.ok(value)),
    throw: (value: unknown) => ending.ok(value),
    return: () => (facts.resumable ? undefined : ending.cancelled()),
  };
  for (const step of ['next', 'throw', 'return'] as const) {
    const original = method(iterator, step);
    if (!original) continue;
    const see = (result: unknown): unknown => {
      if (apart?.(result) || !isObject(result)) return result;
      const { done, value } = result as Result;
      if (done) end[step](value);
      else ending.chunk(value);
      return result;
    };
    // This is the innermost loop of whoever reads the stream: nothing is made anew for a step.
    let given: unknown;
    const advance = (): unknown => original.call(iterator, given);
    define(iterator, step, (argument: unknown) => {
      ending.begin();
      given = argument;
      let result: unknown;
      try {
        result = run(advance);
      } catch (error) {
        return fail(error);
      }
      if (!isObject(result)) return result;
      // It takes longest to ask for a promise.
      if ((result as Partial<Result>).done !== undefined) return see(result);
      if (types.isPromise(result)) return result.then(see, fail);
      return method(result, 'then') ? seeSettled(result, see, ending) : see(result);
    });
  }
}

/** Sees what a promise that is not of the language settles to, once it is awaited. */
function seeSettled(step: object, see: (result: unknown) => unknown, ending: Ending): object {
  let isSeen = false;
  shadow(step, 'then', (then) => (onSettled, onFailed, ...rest) => {
    const settle = (result: unknown): unknown => {
      if (!isSeen) see(result);
      isSeen = true;
      return isMethod(onSettled) ? onSettled(result) : result;
    };
    const reject = (error: unknown): unknown => {
      ending.error(error);
      if (isMethod(onFailed)) return onFailed(error);
      throw error;
    };
    return then(settle, reject, ...rest);
  });
  return step;
}

/** The object of a generator function, sync or async, and any other async iterable. */
export const iterable: Kind = {
  is: (value): value is object =>
    types.isGeneratorObject(value) ||
    // A page of an SDK's list is data, that can fetch more.
    (Symbol.asyncIterator in value && !hasMethods(value, 'iterPages')),
  watch(value, watching) {
    watching.ending.streaming();
    watching.ending.wait();
    if (types.isGeneratorObject(value)) watchIterator(value, watching);
    else watchIterations(value, watching);
    return value;
  },
};

/** Watches the iterators an async iterable hands out. */
function watchIterations(value: object, watching: Watching): void {
  shadow(value, Symbol.asyncIterator, (original) => () => {
    const iterator = watching.run(() => original());
    if (isObject(iterator)) watchIterator(iterator, watching);
    return iterator;
  });
}
