import { writeAnsweredTools } from '../../logger/answered-tools.js';
import { askedTools, knownAskedTools, noteAskedTools } from '../../logger/asked-tools.js';
import { type ContentShown, type SeenCall } from '../../logger/generation-slot.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { type Peek } from '../capture-sink.js';
import { type CallPlace } from './place.js';
import { type Tries } from './tries.js';

/**
 * Who runs a tool may want to know on the spot what a call asks for that is underway.
 *
 * @returns what is called when the call was read
 */
export function expectToolCalls(place: CallPlace, peek: Peek, { output: shown }: ContentShown): () => void {
  const { trace } = place.scope ?? {};
  if (!trace) return () => undefined;
  return askedTools(trace).expect(() => noteAskedTools(trace, [place], peek(), { askedAt: new Date(), shown }));
}

/**
 * Writes the runs of tools that a call's request brings the answers of, and notes those that its result asks for.
 *
 * @param isOwn a recorded generation tells of the call
 */
export function writeToolCalls(
  logger: MaximLogger,
  { calls, place }: Tries,
  { request, result }: SeenCall,
  { input, output }: ContentShown,
  isOwn: boolean,
): void {
  const { trace, calling } = place.scope ?? {};
  if (!trace) return;
  place.run(() => {
    writeAnsweredTools(knownAskedTools(trace), {
      ...{ messages: request?.messages, at: calls[0].startedAt, shown: input },
      add: (config) => logger.toolCall(config),
    });
  });
  const { endedAt: askedAt } = calls.at(-1) ?? calls[0];
  noteAskedTools(trace, isOwn && calling ? [place, calling] : [place], result, { askedAt, shown: output });
}
