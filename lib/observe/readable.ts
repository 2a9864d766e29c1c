import { type Readable } from 'node:stream';
import { hasMethods, shadow } from './shape.js';
import { type Kind } from './watching.js';

/**
 * A `Readable` of Node or of the package `readable-stream`. It emits `data` for whatever leaves it, in whichever way
 * it is read; a listener to that event would set it flowing, so it is seen where it is emitted.
 */
export const readable: Kind<Readable> = {
  is: (value): value is Readable => hasMethods(value, 'pipe', 'read', '_read', 'on', 'emit'),
  watch(stream, { ending, run }) {
    ending.streaming();
    if (stream.destroyed || stream.readableEnded) {
      ending.ok(undefined);
      return stream;
    }
    ending.wait();
    shadow(stream, '_read', (readMore) => (size) => {
      ending.begin();
      return run(() => readMore(size));
    });
    shadow(stream, 'emit', (emit) => (event, ...args) => {
      if (event === 'data') {
        ending.begin();
        ending.chunk(args[0]);
      } else if (event === 'end') ending.ok(undefined);
      else if (event === 'error') ending.error(args[0]);
      else if (event === 'close') ending.cancelled();
      return emit(event, ...args);
    });
    return stream;
  },
};
