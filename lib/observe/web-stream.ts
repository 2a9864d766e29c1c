import {
  ReadableStream,
  WritableStream,
  type ReadableStreamDefaultReader,
  type StreamPipeOptions,
} from 'node:stream/web';
import { types } from 'node:util';
import { Branches } from './branches.js';
import { Ending } from './ending.js';
import { watchIterator } from './iterator.js';
import { isObject, method, read, shadow, type BoundMethod } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/**
 * A web `ReadableStream`, of bytes (BYOB readers too) or of anything. Each of the ways to read it bypasses the others,
 * so each is watched; nothing is read ahead of its consumer.
 */
export const webStream: Kind<ReadableStream> = {
  is: (value): value is ReadableStream => value instanceof ReadableStream,
  watch(stream, watching) {
    const { ending, run } = watching;
    ending.streaming();
    ending.wait();
    const pipes = new Pipes(stream);
    shadow(stream, 'getReader', (getReader) => (...args) => {
      pipes.unlock();
      return watchReader(getReader(...args), watching);
    });
    shadow(stream, 'cancel', (cancel) => (...args) => {
      if (!stream.locked) ending.cancelled();
      return cancel(...args);
    });
    shadowNative(stream, 'tee', (tee) => () => {
      pipes.unlock();
      const branches = run(() => tee());
      return Array.isArray(branches) ? watchBranches(branches, watching) : branches;
    });
    shadowNative(stream, 'pipeTo', (pipe) => (...args) => {
      if (stream.locked) return pipe(...args);
      const { copy, release } = passing(stream);
      const piped = method(copy, 'pipeTo')?.apply(copy, args);
      return types.isPromise(piped) ? piped.finally(release) : piped;
    });
    shadowNative(stream, 'pipeThrough', (pipe) => (pair, options) => {
      if (stream.locked || !isPair(pair) || !isPipeOptions(options)) return pipe(pair, options);
      const { copy, release } = passing(stream);
      // As `pipeThrough` does it, which does not tell when it is over.
      void copy.pipeTo(pair.writable, options ?? undefined).then(release, release);
      pipes.add(copy, release);
      return pair.readable;
    });
    for (const key of ['values', Symbol.asyncIterator] as const) {
      shadowNative(stream, key, (values) => (options) => {
        pipes.unlock();
        return watchValues(values, options, watching);
      });
    }
    return stream;
  },
};

/**
 * Watches one of the methods that read what is beneath a stream. One of the app's own, as on the streams of LangChain
 * and the AI SDK, reads by those that are watched.
 */
function shadowNative(stream: ReadableStream, key: keyof ReadableStream, make: Parameters<typeof shadow>[2]): void {
  if (read(stream, key) === read(ReadableStream.prototype, key)) shadow(stream, key, make);
}

function watchBranches(streams: unknown[], watching: Watching): unknown[] {
  const branches = new Branches(watching.ending);
  return streams.map((stream) => {
    const branch = { ...watching, ending: new Ending(branches.open()) };
    return stream instanceof ReadableStream ? webStream.watch(stream, branch) : stream;
  });
}

function watchReader(reader: unknown, { ending, run }: Watching): unknown {
  if (!isObject(reader)) return reader;
  let released = false;
  shadow(reader, 'read', (readNext) => (...args) => {
    ending.begin();
    const reading = run(() => readNext(...args)) as ReturnType<ReadableStreamDefaultReader['read']>;
    return reading.then(
      (result) => {
        if (result.done) ending.ok(undefined);
        else ending.chunk(result.value);
        return result;
      },
      (error: unknown) => {
        // A read that was pending when the lock was given back says nothing of the stream.
        if (!released) ending.error(error);
        throw error;
      },
    );
  });
  shadow(reader, 'cancel', (cancel) => (...args) => {
    if (!released) ending.cancelled();
    return cancel(...args);
  });
  shadow(reader, 'releaseLock', (releaseLock) => () => {
    released = true;
    return releaseLock();
  });
  watchClosed(reader, ending, () => released);
  return reader;
}

/** Whoever asks for `closed` may do so in place of reading. */
function watchClosed(reader: object, ending: Ending, isReleased: () => boolean): void {
  const tell = (closed: Promise<unknown>): void =>
    // A stream closes just before its last chunk is given. What it fails with counts as handled, whoever asks or not.
    void closed
      .then(() => undefined)
      .then(
        () => ending.ok(undefined),
        (error: unknown) => (isReleased() ? undefined : ending.error(error)),
      );
  let told: unknown;
  const get = (): unknown => {
    const closed: unknown = Reflect.get(Object.getPrototypeOf(reader) as object, 'closed', reader);
    if (closed !== told && types.isPromise(closed)) tell(closed);
    told = closed;
    return closed;
  };
  Reflect.defineProperty(reader, 'closed', { get, configurable: true });
}

function watchValues(values: BoundMethod, options: unknown, watching: Watching): unknown {
  const iterator = values(options);
  const resumable = isObject(options) && read(options, 'preventCancel') === true;
  if (isObject(iterator)) watchIterator(iterator, watching, { resumable });
  return iterator;
}

/** The pipe that a stream is locked by, of which its promise tells later than the lock. */
class Pipes {
  private last: { copy: ReadableStream; release: () => void } | undefined;

  constructor(private readonly stream: ReadableStream) {}

  add(copy: ReadableStream, release: () => void): void {
    const { stream } = this;
    this.last = { copy, release };
    Reflect.defineProperty(stream, 'locked', {
      get: (): unknown => {
        this.unlock();
        return Reflect.get(Object.getPrototypeOf(stream) as object, 'locked', stream);
      },
      configurable: true,
    });
  }

  /** Gives the lock back, where the pipe has. */
  unlock(): void {
    if (!this.last || this.last.copy.locked) return;
    this.last.release();
    this.last = undefined;
  }
}

interface Pair {
  readable: ReadableStream;
  writable: WritableStream;
}

/** Whether a stream may be piped through it; what may not is refused by the stream itself. */
const isPair = (pair: unknown): pair is Pair =>
  isObject(pair) &&
  read(pair, 'readable') instanceof ReadableStream &&
  read(pair, 'writable') instanceof WritableStream &&
  read(read(pair, 'writable') as WritableStream, 'locked') === false;

function isPipeOptions(options: unknown): options is StreamPipeOptions | undefined | null {
  if (!isObject(options)) return options === undefined || options === null;
  const signal = read(options, 'signal');
  return signal === undefined || signal instanceof AbortSignal;
}

/** What a pipe reads in a watched stream's stead: chunk by chunk through its watched reader, each when it is asked for. */
function passing(stream: ReadableStream): { copy: ReadableStream; release: () => void } {
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  const release = (): void => reader.releaseLock();
  const copy = new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        release();
      },
      async cancel(reason) {
        await reader.cancel(reason);
        release();
      },
    },
    { highWaterMark: 0 },
  );
  return { copy, release };
}
