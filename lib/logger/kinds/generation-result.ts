import { fallbackResult } from '../../parsers/fallback-result.js';
import { type ParsedRequest, type ParsedResult } from '../../parsers/parser.js';
import { fields, text } from '../../parsers/shape.js';
import { type Failure } from '../../faults/failure.js';
import { newId } from '../../protocol/ids.js';
import { type Cost, type GenerationResult } from '../../protocol/result.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type GenerationSlot } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { type Outcome } from '../opened.js';
import { priceOf } from '../price.js';
import { errorOf } from './tool-call.js';

/** What is known of the model's call before it is made. */
export type KnownRequest = ParsedRequest & Pick<ParsedResult, 'provider' | 'model'>;

/** What is logged of what a method gave. */
export interface Reading extends Partial<ParsedResult> {
  /** As the generation shows it. */
  readonly result: GenerationResult;
  /** As a trace shows it. */
  readonly output: GenerationResult;
  /** As it is known to be a model's; undefined where nothing knows what the method gave. */
  readonly read: GenerationResult | undefined;
}

/**
 * The user's own reading, else a parser's, else what the wire told, else the value as the text of a completion; with the
 * cost that is named, and the tokens that nobody else tells.
 */
export function readResult(
  opening: Opening<'generation'>,
  { value, parsed: merged }: Outcome,
  request: KnownRequest,
  slot: GenerationSlot | undefined,
): Reading {
  const { core, call, options } = opening;
  const own = options.parse && asResult(call.readAfter<unknown>('parse', options.parse, value), request.model);
  const read = core.parsers.result(own ?? value);
  const parsed = own ? { ...read, result: own } : (read ?? merged);
  const fallback = fallbackResult(value, request.model);
  const told = parsed?.result ?? slot?.seen?.result ?? fallback;
  const said = call.replaces('output') ? replaced(told, call.output(value)) : told;
  const counted = countedOnce(said, slot);
  const named = { ...parsed, ...request };
  const cost = call.readAfter('cost', options.cost, value) ?? costOf(opening, named, slot, counted);
  const result = cost ? { ...counted, cost } : counted;
  const isTheMethods = parsed !== undefined || value === undefined || call.replaces('output');
  return { ...parsed, result, output: isTheMethods ? result : fallback, read: parsed?.result };
}

/**
 * Why the call failed, beside what of it had arrived, whose tokens were spent.
 *
 * @param failure undefined where it was recorded further inside
 * @returns undefined where there is nothing to tell
 */
export function failedResult(
  opening: Opening<'generation'>,
  failure: Failure | undefined,
  request: KnownRequest,
  slot: GenerationSlot | undefined,
): object | undefined {
  const { seen } = slot ?? {};
  const usage = usageOf(seen?.result);
  const arrived = opening.call.showsOutput ? seen?.result : usage && { usage };
  const cost = costOf(opening, request, slot, { usage });
  const error = seen?.error ?? (failure && errorOf(failure));
  return error || arrived ? { id: newId(), ...arrived, ...(cost && { cost }), ...(error && { error }) } : undefined;
}

/** What `parse` gave, where it was not held to its type. */
const asResult = (given: unknown, model: string | undefined): GenerationResult | undefined => {
  if (given === undefined || given === null) return undefined;
  return typeof given === 'object' ? (given as GenerationResult) : fallbackResult(given, model);
};

/** Another text stands in the place of the model's own words; model and usage stay. */
function replaced(result: GenerationResult, output: unknown): GenerationResult {
  if ('choices' in result) return { ...result, choices: fallbackResult(output).choices };
  const usage = usageOf(result);
  return { ...fallbackResult(output, text(fields(result)['model'])), id: result.id, ...(usage && { usage }) };
}

/**
 * The result with the tokens of the generation's own call: where others inside it tell theirs, those that the wire
 * counted for it, or none.
 */
function countedOnce(result: GenerationResult, slot: GenerationSlot | undefined): GenerationResult {
  const { usage, ...rest } = result;
  if (!slot || (usage !== undefined && usage !== null && !slot.othersTell)) return result;
  const own = usageOf(slot.seen?.result);
  return own ? { ...rest, usage: own } : rest;
}

/** Where the decorator names none. */
const costOf = (
  { core }: Opening<'generation'>,
  { provider, model }: KnownRequest,
  slot: GenerationSlot | undefined,
  { usage }: { usage?: unknown },
): Cost | undefined => {
  const { tags, model: seenModel } = slot?.seen ?? {};
  const called = { provider: provider ?? tags?.['provider'], model: model ?? seenModel, usage };
  return priceOf(core.settings.price, called, core.host.reporter);
};
