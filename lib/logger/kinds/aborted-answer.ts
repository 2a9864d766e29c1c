import { isFinished } from '../../protocol/finished.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type GenerationSlot } from '../generation-slot.js';
import { type Outcome } from '../opened.js';
import { type Opening } from '../opening.js';

/**
 * Whether a method that came back as if all was well was aborted by its app: clients' streams end there without a word.
 * The wire knows. Where it saw no call, who was done at once when its client had gone has aborted. A whole answer of a
 * model speaks against both.
 */
export function isAborted(
  { core }: Opening<'generation'>,
  { value, parsed: merged, overtime }: Outcome,
  slot: GenerationSlot | undefined,
): boolean {
  if (slot && slot.running > 0) return false;
  const seen = slot?.last.outcome;
  if (seen ? seen !== 'cancelled' : overtime?.mayBeAborted !== true) return false;
  const given = core.parsers.result(value)?.result;
  // What a stream has told of its tokens by then may be its beginning.
  const hasUsage = given !== undefined && usageOf(given) !== undefined;
  return !hasUsage && !isFinished(given ?? merged?.result ?? {});
}
