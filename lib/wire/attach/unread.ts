import { type Pending } from '../../observe/listener.js';
import { type CallPlace } from './place.js';

/**
 * Ends a call with its trace where nobody has begun to read its answer by then.
 *
 * @param answer undefined where nobody needs to read it, or none has come
 * @returns what is called when the call is over
 */
export function endWithTrace({ scope }: CallPlace, answer: () => Pending | undefined): () => void {
  if (!scope) return () => undefined;
  const { unread } = scope.trace;
  const call = {
    get started() {
      return answer()?.started !== false;
    },
    abandon: () => answer()?.abandon(),
  };
  unread.add(call);
  return () => unread.delete(call);
}
