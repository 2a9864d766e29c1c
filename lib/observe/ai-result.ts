import { ReadableStream } from 'node:stream/web';
import { AiFinal } from './ai-final.js';
import { Branches } from './branches.js';
import { Ending } from './ending.js';
import { type Listener } from './listener.js';
import { hasMethods, isObject, read, shadow } from './shape.js';
import { type Kind, type Watching } from './watching.js';
import { webStream } from './web-stream.js';

/**
 * What `streamText()` of the Vercel AI SDK gives. Each of its getters begins to consume it, so none is read here: they
 * all split their stream off by `teeStream()`.
 */
export const streamText: Kind = {
  is: (value): value is object => 'fullStream' in value && hasMethods(value, 'teeStream', 'consumeStream'),
  watch(result, watching) {
    const { ending } = watching;
    ending.streaming();
    ending.wait();
    const parts = new Ending(reading(ending));
    const branches = new Branches(parts, () => {
      // What is kept back may be split off again, as by `await result.text` after a break: it is not over yet.
      ending.wait();
      setImmediate(() => {
        if (!branches.isLive) parts.cancelled();
      });
    });
    shadow(result, 'teeStream', (teeStream) => () => {
      ending.begin();
      const stream = watching.run(() => teeStream());
      return watchStream(stream, { ...watching, ending: new Ending(branches.open()) });
    });
    return result;
  },
};

/** What `streamObject()` gives: all its streams are made of the one in its own property `baseStream`. */
export const streamObject: Kind = {
  is: (value): value is object => 'partialObjectStream' in value && Object.hasOwn(value, 'baseStream'),
  watch(result, watching) {
    watching.ending.streaming();
    watching.ending.wait();
    watchStream(read(result, 'baseStream'), { ...watching, ending: new Ending(reading(watching.ending)) });
    return result;
  },
};

function watchStream(stream: unknown, watching: Watching): unknown {
  return stream instanceof ReadableStream ? webStream.watch(stream, watching) : stream;
}

/** Reads the parts of the stream: these tell of failure and abort where the stream itself just ends. */
function reading(ending: Ending): Listener {
  const final = new AiFinal();
  return {
    chunk(chunk) {
      const part = isObject(chunk) ? (read(chunk, 'part') ?? chunk) : chunk;
      final.add(part);
      ending.begin();
      ending.chunk(part);
    },
    ok() {
      if (final.aborted) ending.cancelled();
      else if (final.error) ending.error(final.error.reason);
      else ending.ok(final.value());
    },
    error: (error) => ending.error(error),
    cancelled: () => ending.cancelled(),
  };
}
