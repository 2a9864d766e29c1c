import { Ending } from './ending.js';
import { eventStream } from './event-stream.js';
import { watchIterator } from './iterator.js';
import { type Listener } from './listener.js';
import { hasMethods, isObject, shadow } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/**
 * What `toolRunner()` of Anthropic gives: it begins when it is iterated, message by message, or by a stream for each.
 * Awaited, it iterates itself.
 */
export const toolRunner: Kind = {
  is: (value): value is object =>
    Symbol.asyncIterator in value && hasMethods(value, 'runUntilDone', 'generateToolResponse'),
  watch(value, watching) {
    const { ending, run } = watching;
    ending.wait();
    shadow(value, Symbol.asyncIterator, (original) => () => {
      ending.begin();
      const iterator = run(() => original());
      if (isObject(iterator)) watchIterator(iterator, { ...watching, ending: new Ending(turns(watching)) });
      return iterator;
    });
    return value;
  },
};

/** Tells what the model sends in each turn, and ends with the message of the last. */
function turns(watching: Watching): Listener {
  const { ending } = watching;
  let last: unknown;
  let isStreamed = false;
  const turn: Listener = {
    chunk: (event) => ending.chunk(event),
    ok: (message) => void (last = message ?? last),
    // How a turn fails or is left, the runner tells.
    error: () => undefined,
    cancelled: () => undefined,
  };
  return {
    chunk(given) {
      if (isObject(given) && eventStream.is(given)) {
        isStreamed = true;
        ending.streaming();
        // The runner starts tools from its stream's events, and these belong into the context of the call.
        eventStream.watch(given, { ...watching, ending: new Ending(turn), outside: watching.run });
      } else last = given;
    },
    ok: () => ending.ok(last),
    error: (error) => ending.error(error),
    cancelled() {
      // Whole messages are no stream, whose speed would be told; what had arrived is told all the same.
      if (last !== undefined && !isStreamed) {
        ending.streaming();
        ending.chunk(last);
      }
      ending.cancelled();
    },
  };
}
