import { writeAnsweredTools } from '../../logger/answered-tools.js';
import { type AskedTools, askedTools } from '../../logger/asked-tools.js';
import { type ContentShown, type SeenCall } from '../../logger/generation-slot.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { type CallPlace } from './place.js';
import { type Tries } from './tries.js';

/** The tools that models ask for in the trace that a call was made in; undefined for an orphan. */
export const toolsAt = ({ scope }: CallPlace): AskedTools | undefined => scope && askedTools(scope.trace);

/**
 * Writes the runs of tools that a call's request brings the answers of, and notes those that its result asks for.
 *
 * @param isOwn a recorded generation tells of the call
 */
export function writeToolCalls(
  logger: MaximLogger,
  { calls: [first], place }: Tries,
  { request, result }: SeenCall,
  shown: ContentShown,
  isOwn: boolean,
): void {
  const tools = toolsAt(place);
  const { calling } = place.scope ?? {};
  place.run(() => {
    writeAnsweredTools(tools, {
      ...{ messages: request?.messages, at: first.startedAt, shown: shown.input },
      add: (config) => logger.toolCall(config),
    });
  });
  tools?.add(isOwn && calling ? [place, calling] : [place], result, shown.output);
}
