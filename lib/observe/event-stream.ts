import { type Ending } from './ending.js';
import { hasMethods, isObject, method, read, shadow } from './shape.js';
import { type Kind } from './watching.js';

/** The event of each helper that carries what the model sent. */
const CHUNKS = new Set<unknown>(['chunk', 'event', 'streamEvent']);
const FINAL = new Set<unknown>(['finalChatCompletion', 'finalMessage']);

/**
 * The helpers of the SDKs that run by themselves and emit events: `chat.completions.stream()`, `runTools()`,
 * `responses.stream()` of OpenAI, `messages.stream()` of Anthropic. A listener to `error` or `abort` would keep the
 * app's unhandled failure from the process, so this is seen where it is emitted.
 */
export const eventStream: Kind = {
  is: (value): value is object => '_emit' in value && hasMethods(value, '_emit', 'on', 'abort', 'done', 'emitted'),
  watch(value, { ending, outside }) {
    if (Symbol.asyncIterator in value) ending.streaming();
    if (tellIfOver(value, ending)) return value;
    let final: unknown;
    shadow(value, '_emit', (emit) => (event, ...args) => {
      const [first] = args;
      if (CHUNKS.has(event)) {
        ending.chunk(first);
        final = finalOf(first) ?? final;
      }
      // OpenAI emits the completion, then the message in it.
      if (FINAL.has(event)) final ??= first;
      if (event === 'abort') ending.cancelled();
      if (event === 'error') ending.error(first);
      if (event === 'end') ending.ok(final);
      return outside(() => emit(event, ...args));
    });
    return value;
  },
};

/** One that was over before it was returned emits no more. */
function tellIfOver(value: object, ending: Ending): boolean {
  if (read(value, 'aborted') === true) ending.cancelled();
  else if (read(value, 'errored') === true) {
    // Its error has reached the process, or the app: this swallows none.
    void Promise.resolve(method(value, 'done')?.call(value)).catch((error: unknown) => ending.error(error));
  } else if (read(value, 'ended') === true) tellFinal(value, ending);
  else return false;
  return true;
}

function tellFinal(value: object, ending: Ending): void {
  const held = method(value, 'allChatCompletions')?.call(value) ?? read(value, 'receivedMessages');
  const response = method(value, 'finalResponse');
  if (!response) ending.ok(Array.isArray(held) ? held.at(-1) : undefined);
  // The Responses API's helper holds its result, but tells it only by a promise.
  else void Promise.resolve(response.call(value)).then((final) => ending.ok(final), () => ending.ok(undefined)); // prettier-ignore
}

/** The Responses API has its result in its last event. */
function finalOf(event: unknown): unknown {
  return isObject(event) ? read(event, 'response') : undefined;
}
