import { types } from 'node:util';
import { hasMethods, shadow, type BoundMethod } from './shape.js';
import { type Kind } from './watching.js';

/**
 * The `APIPromise` of the SDKs of OpenAI and Anthropic. Its request is under way, but its body is only read by the
 * first `parse()`, behind which are also `then`, `catch`, `finally` and `withResponse`; nothing here asks for it first.
 */
export const apiPromise: Kind = {
  is: (value): value is object => 'then' in value && hasMethods(value, 'then', 'parse', 'asResponse', 'withResponse'),
  watch(value, { ending, run, follow }) {
    ending.wait();
    const watched = (original: BoundMethod, see: (settled: unknown) => unknown): unknown => {
      ending.started = true;
      const promise = run(() => original());
      if (!types.isPromise(promise)) return promise;
      return promise.then(see, (error: unknown) => {
        ending.fail(error);
        throw error;
      });
    };
    let parsed: unknown;
    shadow(value, 'parse', (original) => () => (parsed ??= watched(original, follow)));
    // `withResponse()` asks for both: there the body is not the app's to read.
    shadow(
      value,
      'asResponse',
      (original) => () => watched(original, (response) => (parsed === undefined ? follow(response) : response)),
    );
    return value;
  },
};
