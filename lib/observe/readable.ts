import { type Readable } from 'node:stream';
import { type Ending } from './ending.js';
import { PutBack } from './put-back.js';
import { hasMethods, isObject, read, shadow } from './shape.js';
import { type Kind } from './watching.js';

/**
 * A `Readable` of Node or of the package `readable-stream`. It emits `data` for whatever leaves it, in whichever way
 * it is read; a listener to that event would set it flowing, so it is seen where it is emitted.
 */
export const readable: Kind<Readable> = {
  is: (value): value is Readable => hasMethods(value, 'pipe', 'read', '_read', 'on', 'emit'),
  watch(stream, { ending, run, outside }) {
    ending.streaming();
    if (tellIfOver(stream, ending)) return stream;
    ending.wait();
    const putBack = new PutBack();
    shadow(stream, '_read', (readMore) => (size) => {
      ending.begin();
      return run(() => readMore(size));
    });
    shadow(stream, 'emit', (emit) => (event, ...args) => {
      if (event === 'data') {
        ending.begin();
        const chunk = putBack.fresh(args[0]);
        if (chunk !== undefined) ending.chunk(chunk);
      } else if (event === 'end') ending.ok(undefined);
      else if (event === 'error') ending.error(args[0]);
      else if (event === 'close') ending.cancelled();
      else if (event !== 'readable') return emit(event, ...args);
      return outside(() => emit(event, ...args));
    });
    shadow(stream, 'unshift', (unshift) => (chunk, ...rest) => {
      putBack.back(chunk);
      return unshift(chunk, ...rest);
    });
    if (closesSilently(stream)) {
      shadow(stream, 'destroy', (destroy) => (error, ...rest) => {
        // An `end` on its way comes first, and an error is emitted.
        if (!error) process.nextTick(() => ending.cancelled());
        return destroy(error, ...rest);
      });
    }
    return stream;
  },
};

/** One that was over before it was returned emits no more. */
function tellIfOver(stream: Readable, ending: Ending): boolean {
  if (stream.errored) ending.error(stream.errored);
  else if (stream.readableEnded) ending.ok(undefined);
  else if (stream.destroyed) ending.cancelled();
  else return false;
  return true;
}

/** Whether it was made with `emitClose: false`. */
function closesSilently(stream: Readable): boolean {
  const state = read(stream, '_readableState');
  return isObject(state) && read(state, 'emitClose') === false;
}
