import { type Given } from '../../entities/fields.js';
import { fallbackResult } from '../../parsers/fallback-result.js';
import { type ParsedResult } from '../../parsers/parser.js';
import { type Cost, type GenerationResult } from '../../protocol/result.js';
import { type Opening } from '../opening.js';
import { type Outcome } from '../opened.js';

/** What a method gave, read on the spot: the app may change it while the wire is waited for. */
export interface GivenResult extends Given<ParsedResult> {
  /** The value as the text of a completion, where nothing knows it for a model's; undefined where the method gave none. */
  readonly fallback: GenerationResult | undefined;
  /** What is to be shown in the place of the model's words. */
  readonly output: { readonly value: unknown } | undefined;
  /** The decorator's word. */
  readonly cost: Cost | undefined;
}

/** Asks the user's own reading, else the parsers. */
export function readGiven(
  { core, call, options }: Opening<'generation'>,
  { value, parsed: merged }: Outcome,
  model: string | undefined,
): GivenResult {
  // A stream that a parser knows has no other value.
  const handed = value ?? merged?.result;
  const own = options.parse && asResult(call.readAfter<unknown>('parse', options.parse, handed), model);
  const read = core.parsers.result(own ?? value);
  const parsed = own ? { ...read, result: own } : (read ?? merged);
  return {
    provider: parsed?.provider,
    model: parsed?.model,
    result: parsed?.result,
    fallback: parsed || value === undefined ? undefined : fallbackResult(value, model),
    output: call.replaces('output') ? { value: call.output(handed) } : undefined,
    cost: call.knownCost(call.readAfter<unknown>('cost', options.cost, handed)),
  };
}

/** What `parse` gave, where it was not held to its type. */
const asResult = (given: unknown, model: string | undefined): GenerationResult | undefined => {
  if (given === undefined || given === null) return undefined;
  return typeof given === 'object' ? (given as GenerationResult) : fallbackResult(given, model);
};
