import { watchIterator } from './iterator.js';
import { hasMethods, isObject, read, shadow } from './shape.js';
import { type Kind } from './watching.js';

interface SdkStream {
  controller: AbortController;
}

/**
 * The `Stream` of the SDKs of OpenAI and Anthropic. Iterating, `tee()` and `toReadableStream()` all begin at the
 * function in its property `iterator`, so that is the one place to watch.
 */
export const sdkStream: Kind<SdkStream> = {
  is: (value): value is SdkStream =>
    Symbol.asyncIterator in value &&
    Object.hasOwn(value, 'iterator') &&
    hasMethods(value, 'iterator', 'tee') &&
    'controller' in value,
  watch(stream, watching) {
    watching.ending.streaming();
    watching.ending.wait();
    // Its iterator ends without an error when the app aborts it.
    const aborted = (): boolean => read(stream.controller, 'signal') !== undefined && stream.controller.signal.aborted;
    shadow(stream, 'iterator', (original) => () => {
      const iterator = watching.run(() => original());
      if (isObject(iterator)) watchIterator(iterator, watching, { aborted });
      return iterator;
    });
    return stream;
  },
};
