import { ReadableStream, type ReadableStreamDefaultReader } from 'node:stream/web';
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
    shadow(
      stream,
      'getReader',
      (getReader) =>
        (...args) =>
          watchReader(getReader(...args), watching),
    );
    shadow(stream, 'cancel', (cancel) => (...args) => {
      if (!stream.locked) ending.cancelled();
      return cancel(...args);
    });
    shadow(stream, 'tee', (tee) => () => {
      const branches = run(() => tee());
      return Array.isArray(branches) ? watchBranches(branches, watching) : branches;
    });
    for (const key of ['pipeTo', 'pipeThrough'] as const) {
      shadow(stream, key, (pipe) => (...args) => {
        if (stream.locked) return pipe(...args);
        const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
        const copy = passing(reader);
        try {
          const piped = method(copy, key)?.apply(copy, args);
          return types.isPromise(piped) ? piped.finally(() => reader.releaseLock()) : piped;
        } catch (error) {
          reader.releaseLock(); // What it should have gone into was refused.
          throw error;
        }
      });
    }
    shadow(stream, 'values', (values) => (options) => watchValues(values, options, watching));
    // One of the app's own, as on the streams of the AI SDK, reads by `getReader`.
    if (!Object.hasOwn(stream, Symbol.asyncIterator)) {
      shadow(stream, Symbol.asyncIterator, (values) => (options) => watchValues(values, options, watching));
    }
    return stream;
  },
};

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
  return reader;
}

function watchValues(values: BoundMethod, options: unknown, watching: Watching): unknown {
  const iterator = values(options);
  const resumable = isObject(options) && read(options, 'preventCancel') === true;
  if (isObject(iterator)) watchIterator(iterator, watching, { resumable });
  return iterator;
}

/** What a pipe reads in a watched stream's stead: chunk by chunk through its watched reader, each when it is asked for. */
function passing(reader: ReadableStreamDefaultReader<unknown>): ReadableStream {
  return new ReadableStream(
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
        reader.releaseLock();
      },
      async cancel(reason) {
        await reader.cancel(reason);
        reader.releaseLock();
      },
    },
    { highWaterMark: 0 },
  );
}
