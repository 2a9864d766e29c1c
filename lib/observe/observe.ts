import { streamObject, streamText } from './ai-result.js';
import { apiPromise } from './api-promise.js';
import { response, streamableFile } from './body.js';
import { Ending } from './ending.js';
import { eventStream } from './event-stream.js';
import { iterable } from './iterator.js';
import { type Listener, type RunInContext } from './listener.js';
import { observable } from './observable.js';
import { promise } from './promise.js';
import { readable } from './readable.js';
import { sdkStream } from './sdk-stream.js';
import { isObject } from './shape.js';
import { thenable } from './thenable.js';
import { type Kind, type Watching } from './watching.js';
import { webStream } from './web-stream.js';

/** In order: what is several kinds at once is taken for the first. */
const KINDS: readonly Kind[] = [
  promise,
  apiPromise,
  thenable,
  observable,
  webStream,
  readable,
  sdkStream,
  eventStream,
  streamText,
  streamObject,
  response,
  streamableFile,
  iterable,
];

/**
 * Watches whatever a method returned, and never changes it: not its value, identity, timing, backpressure or abort.
 *
 * @param value what the method returned; hand on what this function gives back in its stead. It is the same object but
 * for a native promise and an Observable, whose derived ones are equal in all that can be seen
 * @param listener is told how it ended: at once for a plain value, else when its end comes
 * @param run runs in the context of the call: what the consumer makes a lazy value do (the next step of a generator, a
 * subscription) is done in there
 */
export function observe<T>(value: T, listener: Listener, run: RunInContext): T {
  const watch = watcherOf(value);
  if (!watch) {
    listener.ok(value);
    return value;
  }
  const ending = new Ending(listener);
  const watching: Watching = {
    ending,
    run,
    follow(next) {
      const watch = watcherOf(next);
      if (watch) return watch(watching);
      ending.ok(next);
      return next;
    },
  };
  return watch(watching) as T;
}

/** What watches this value; undefined where it is what it is, and nothing is to come. */
function watcherOf(value: unknown): ((watching: Watching) => unknown) | undefined {
  if (!isObject(value)) return undefined;
  try {
    if (isPlain(value)) return undefined;
    const kind = KINDS.find(({ is }) => is(value));
    if (!kind || (kind !== promise && !Object.isExtensible(value))) return undefined;
    return (watching) => kind.watch(value, watching);
  } catch {
    // A proxy that forbids to be looked at can only be handed on.
    return undefined;
  }
}

/** An array, an object literal or the like: by far the most frequent. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return !('then' in value || Symbol.asyncIterator in value);
}
