import { watchIterator } from './iterator.js';
import { type Ending } from './ending.js';
import { define, hasMethods, isObject, read, shadow } from './shape.js';
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
      if (!isObject(iterator)) return iterator;
      watchIterator(iterator, watching, { aborted });
      endByAbort(stream, watching.ending);
      return iterator;
    });
    shadow(stream, 'tee', (original) => () => {
      const branches = original();
      if (Array.isArray(branches)) watchBranches(branches, watching.ending);
      return branches;
    });
    return stream;
  },
};

/** Where it is aborted it may never be read again. */
function endByAbort({ controller }: SdkStream, ending: Ending): void {
  const signal = read(controller, 'signal');
  if (!(signal instanceof AbortSignal) || signal.aborted) return;
  // It aborts itself where it fails or is left: the step that did tells why.
  const abort = (): void => void setImmediate(() => ending.cancelled());
  signal.addEventListener('abort', abort);
  // The app may keep one controller for many streams.
  ending.after(() => signal.removeEventListener('abort', abort));
}

/** Each branch reads the iterator of the whole. What they hand out does not tell where it is broken off: it has no `return`. */
function watchBranches(branches: unknown[], ending: Ending): void {
  let live = branches.length;
  for (const branch of branches) {
    if (!isObject(branch)) continue;
    let isLive = true;
    const leave = (): void => {
      if (isLive && --live === 0) ending.cancelled();
      isLive = false;
    };
    shadow(branch, 'iterator', (original) => () => {
      const iterator = original();
      if (!isObject(iterator) || 'return' in iterator) return iterator;
      define(iterator, 'return', (value: unknown) => {
        leave();
        return Promise.resolve({ done: true, value });
      });
      return iterator;
    });
  }
}
