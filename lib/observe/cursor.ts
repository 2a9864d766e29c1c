import { types } from 'node:util';
import { watchIterator } from './iterator.js';
import { derive, isPromise } from './promise.js';
import { hasMethods, isObject, shadow } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/**
 * What has a `next` beside its async iterator: an iterator that hands out itself, or a cursor of a database, whose `next`
 * gives the very documents, and null after the last. Which of them cannot be asked: each is known by what it gives.
 */
export const cursor: Kind = {
  is: (value): value is object =>
    Symbol.asyncIterator in value && !types.isGeneratorObject(value) && hasMethods(value, Symbol.asyncIterator, 'next'),
  watch(value, watching) {
    const { ending, run } = watching;
    ending.streaming();
    ending.wait();
    let isItself = false;
    /** Something else tells of the documents. */
    let isRead = false;
    shadow(value, Symbol.asyncIterator, (original) => () => {
      const iterator = run(() => original());
      if (iterator === value) isItself = true;
      else if (isObject(iterator) && !isRead) {
        isRead = true;
        watchIterator(iterator, watching);
      }
      return iterator;
    });
    const apart = (result: unknown): boolean => {
      if (isItself || (!isRead && isStep(result))) return false;
      if (isRead) return true;
      if (result === null || result === undefined) ending.ok(undefined);
      else ending.chunk(result);
      return true;
    };
    watchIterator(value, watching, { apart });
    watchHasNext(value, watching, () => isRead);
    shadow(value, 'toArray', (toArray) => (...args) => {
      const before = isRead;
      isRead = true;
      const all = run(() => toArray(...args));
      if (before || !isObject(all) || !isPromise(all)) {
        isRead = before;
        return all;
      }
      return derive(all, (documents) => tellAll(documents, watching), (error) => ending.error(error)); // prettier-ignore
    });
    return value;
  },
};

/** A step of an iterator, and no document that has one of its fields. */
function isStep(result: unknown): boolean {
  if (!isObject(result) || !('done' in result || 'value' in result)) return false;
  for (const key in result) if (key !== 'done' && key !== 'value') return false;
  return true;
}

/** The other way to learn that there are no more. */
function watchHasNext(value: object, { ending, run }: Watching, isRead: () => boolean): void {
  shadow(value, 'hasNext', (hasNext) => (...args) => {
    const answer = run(() => hasNext(...args));
    if (isRead() || !isObject(answer) || !isPromise(answer)) return answer;
    const see = (more: unknown): unknown => {
      if (more === false) ending.ok(undefined);
      return more;
    };
    return derive(answer, see, (error) => ending.error(error));
  });
}

function tellAll(documents: unknown, { ending }: Watching): unknown {
  if (Array.isArray(documents)) for (const document of documents) ending.chunk(document);
  ending.ok(undefined);
  return documents;
}
