import { types } from 'node:util';
import { hasMethods, isObject, method, read, shadow } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/** What an iterator's owner knows better than its results tell. */
export interface IteratorFacts {
  /** Whether it ended because it was aborted. @default never */
  aborted?(): boolean;
  /** Whether `return()` leaves the source to be read on. @default false */
  resumable?: boolean;
}

const STEPS = ['next', 'return', 'throw'] as const;

/** Watches an iterator, sync or async, as it is stepped: each step runs in the context the value was made in. */
export function watchIterator(iterator: object, { ending, run }: Watching, facts: IteratorFacts = {}): void {
  const see = (step: (typeof STEPS)[number], result: unknown): unknown => {
    if (!isObject(result)) return result;
    if (read(result, 'done') !== true) ending.chunk(read(result, 'value'));
    else if (step === 'return' ? !facts.resumable : facts.aborted?.()) ending.cancelled();
    else if (step !== 'return') ending.ok(read(result, 'value'));
    return result;
  };
  const fail = (error: unknown): never => {
    ending.fail(error);
    throw error;
  };
  for (const step of STEPS) {
    shadow(iterator, step, (original) => (...args) => {
      ending.started = true;
      let result: unknown;
      try {
        result = run(() => original(...args));
      } catch (error) {
        return fail(error);
      }
      return types.isPromise(result) ? result.then((settled) => see(step, settled), fail) : see(step, result);
    });
  }
}

/** The object of a generator function, sync or async, and any other async iterator or iterable. */
export const iterable: Kind = {
  is: (value): value is object =>
    types.isGeneratorObject(value) ||
    // A page of an SDK's list is data, that can fetch more.
    (Symbol.asyncIterator in value && !hasMethods(value, 'iterPages')),
  watch(value, watching) {
    watching.ending.stream();
    watching.ending.wait();
    if (types.isGeneratorObject(value) || method(value, 'next')) watchIterator(value, watching);
    else watchIterations(value, watching);
    return value;
  },
};

/** Watches the iterators an async iterable hands out. */
export function watchIterations(value: object, watching: Watching, facts?: IteratorFacts): void {
  shadow(value, Symbol.asyncIterator, (original) => () => {
    const iterator = watching.run(() => original());
    if (isObject(iterator)) watchIterator(iterator, watching, facts);
    return iterator;
  });
}
