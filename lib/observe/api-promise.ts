import { types } from 'node:util';
import { Ending } from './ending.js';
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
      ending.begin();
      const promise = run(() => original());
      if (!types.isPromise(promise)) return promise;
      return promise.then(see, (error: unknown) => {
        ending.error(error);
        throw error;
      });
    };
    // What is asked for first: `withResponse()` asks for both, and then the body is not the app's to read.
    let parsed: unknown;
    const body = new Ending(ending);
    shadow(value, 'parse', (original) => () => {
      body.forget();
      return (parsed ??= watched(original, follow));
    });
    shadow(
      value,
      'asResponse',
      (original) => () => watched(original, (response) => (parsed === undefined ? follow(response, body) : response)),
    );
    return value;
  },
};
