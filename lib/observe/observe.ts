import { streamObject, streamText } from './ai-result.js';
import { apiPromise } from './api-promise.js';
import { response, streamableFile } from './body.js';
import { cursor } from './cursor.js';
import { Ending, failed } from './ending.js';
import { eventStream } from './event-stream.js';
import { iterable } from './iterator.js';
import { type Listener, type RunInContext } from './listener.js';
import { observable } from './observable.js';
import { derive, isPromise } from './promise.js';
import { readable } from './readable.js';
import { sdkStream } from './sdk-stream.js';
import { isObject } from './shape.js';
import { thenable } from './thenable.js';
import { toolRunner } from './tool-runner.js';
import { type Kind, type Watching } from './watching.js';
import { webStream } from './web-stream.js';

/** In order: what is several kinds at once is taken for the first. */
const KINDS: readonly Kind[] = [
  apiPromise,
  toolRunner,
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
  cursor,
  iterable,
];

/** Each object is changed once, however often it is handed out: who watches it again joins. */
const watched = new WeakMap<object, Ending>();

/**
 * Watches whatever a method returned, and never changes it: not its value, identity, timing, backpressure or abort.
 *
 * @param value what the method returned; hand on what this function gives back in its stead. It is the same object but
 * for a native promise and an Observable, whose derived ones are equal in all that can be seen
 * @param listener is told how it ended: at once for a plain value, else when its end comes
 * @param run runs in the context of the call: what the consumer makes a lazy value do (the next step of a generator, a
 * subscription) is done in there
 * @param outside runs in the context of the caller: the callbacks of a stream that emits by itself. @default where it emits
 */
export function observe<T>(value: T, listener: Listener, run: RunInContext, outside = anywhere): T {
  if (isObject(value)) {
    if (isPromise(value)) {
      const settle = (settled: unknown): unknown => observe(settled, listener, run, outside);
      return derive(value, settle, (error) => failed(listener, error)) as T;
    }
    const kind = kindOf(value);
    if (kind) return watch(kind, value, listener, { run, outside }) as T;
  }
  listener.ok(value);
  return value;
}

const anywhere: RunInContext = (fn) => fn();

type Contexts = Pick<Watching, 'run' | 'outside'>;

function watch(kind: Kind, value: object, listener: Listener, contexts: Contexts): object {
  const known = watched.get(value);
  if (known) {
    if (known !== listener) known.join(listener);
    return value;
  }
  const ending = listener instanceof Ending ? listener : new Ending(listener);
  if (kind !== observable) watched.set(value, ending);
  try {
    return kind.watch(value, { ...contexts, ending, follow: (next, into = ending) => follow(next, into, contexts) });
  } catch {
    // A proxy that does not let itself be changed: it is handed on as the app made it.
    ending.ok(value);
    return value;
  }
}

function follow(next: unknown, ending: Ending, contexts: Contexts): unknown {
  const kind = isObject(next) ? kindOf(next) : undefined;
  if (kind) return watch(kind, next as object, ending, contexts);
  ending.ok(next);
  return next;
}

/** The kind of a value; undefined where it is what it is, and nothing is to come. */
function kindOf(value: object): Kind | undefined {
  try {
    if (isPlain(value)) return undefined;
    const kind = KINDS.find(({ is }) => is(value));
    if (!kind) PLAIN.add(prototypeOf(value));
    // What must not be changed cannot be watched.
    return kind === observable || Object.isExtensible(value) ? kind : undefined;
  } catch {
    // A proxy that forbids to be looked at can only be handed on.
    return undefined;
  }
}

/** The prototypes that made no kind: looking for one takes longer than many a method. */
const PLAIN = new WeakSet<object>([Object.prototype, Array.prototype]);

const prototypeOf = (value: object): object => (Object.getPrototypeOf(value) ?? Object.prototype) as object;

function isPlain(value: object): boolean {
  return !('then' in value) && !(Symbol.asyncIterator in value) && PLAIN.has(prototypeOf(value));
}
