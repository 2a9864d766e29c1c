import { type Given } from '../../entities/fields.js';
import { fallbackResult } from '../../parsers/fallback-result.js';
import { type ParsedRequest } from '../../parsers/parser.js';
import { present } from '../../parsers/present.js';
import { fields, isFields, text } from '../../parsers/shape.js';
import { type Failure } from '../../faults/failure.js';
import { newId } from '../../protocol/ids.js';
import { type Cost, type GenerationResult } from '../../protocol/result.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type GenerationSlot, type SeenCall } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { priceOf } from '../price.js';
import { type GivenResult } from './given-result.js';
import { errorOf } from './tool-call.js';

/** What is known of the model's call before it is made. */
export interface KnownRequest extends Given<ParsedRequest> {
  /** By the looks of the arguments. */
  readonly assumedProvider?: string | undefined;
}

/** What is logged of what a method gave. */
interface ShownResult {
  /** As the generation shows it. */
  readonly result: GenerationResult;
  /** As a trace shows it. */
  readonly output: GenerationResult;
}

/**
 * What the method gave where that is a model's, else what the wire told, else the value as text; with its cost, and the
 * tokens that nobody else tells.
 */
export function shownResult(
  opening: Opening<'generation'>,
  given: GivenResult,
  request: KnownRequest,
  slot: GenerationSlot | undefined,
): ShownResult {
  const { fallback, output } = given;
  const told = given.result ?? arrived(slot, fallback) ?? fallbackResult(undefined, request.model);
  const counted = countedOnce(output ? replaced(told, output.value) : told, slot);
  const known = { provider: providerOf(request, given, slot?.seen), model: request.model ?? given.model };
  const cost = given.cost ?? priceIn(opening, known, slot, counted);
  // The method may make something of a call that failed.
  const error = given.result ? undefined : slot?.seen?.error;
  const result = cost || error ? { ...counted, ...present({ cost, error }) } : counted;
  return { result, output: output ? result : (fallback ?? result) };
}

/** What the called function tells by itself, with its cost, and the tokens that nobody else tells. */
export function ownResult(
  opening: Opening<'generation'>,
  result: GenerationResult,
  request: KnownRequest,
  slot: GenerationSlot | undefined,
): GenerationResult {
  if (!isFields(result)) return result; // Whatever it is, it is logged as it was told.
  const counted = countedOnce(result, slot);
  if (fields(result)['cost']) return counted;
  const { cost: known } = opening.options;
  const { provider, model = text(fields(result)['model']) } = request;
  const cost =
    (typeof known === 'object' && opening.call.knownCost(known)) ||
    priceIn(opening, { provider, model }, slot, counted);
  return cost ? { ...counted, cost } : counted;
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
  const usage = slot?.ownUsage;
  const { usage: _, ...rest } = { usage, ...seen?.result };
  const shown = { ...(opening.call.showsOutput && rest), ...(usage && { usage }) };
  const result = Object.keys(shown).length > 0 ? shown : undefined;
  const known = { ...request, provider: providerOf(request, {}, slot?.seen) };
  const cost = priceIn(opening, known, slot, { usage });
  const error = seen?.error ?? (failure && errorOf(failure));
  return error || result ? { id: newId(), ...result, ...(cost && { cost }), ...(error && { error }) } : undefined;
}

/** What the wire told; of a call that failed, rather what the method made of it. */
function arrived(slot: GenerationSlot | undefined, given: GenerationResult | undefined): GenerationResult | undefined {
  const { result, error } = slot?.seen ?? {};
  return error ? (given ?? result) : (result ?? given);
}

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
  const hasUsage = result.usage !== undefined && result.usage !== null;
  if (!slot || (hasUsage && !slot.isTold(result))) return result;
  const { ownUsage } = slot;
  if (!hasUsage && !ownUsage) return result;
  const { usage: _, ...rest } = result;
  return ownUsage ? { ...rest, usage: ownUsage } : rest;
}

/** The decorator's word, else that of the host that was called; what was given only looks like some API. */
export function providerOf(
  request: KnownRequest,
  given: Pick<KnownRequest, 'provider'>,
  seen: SeenCall | undefined,
): string | undefined {
  const wire = seen?.tags['provider'];
  return (
    request.provider ?? (seen?.isKnownHost ? wire : undefined) ?? given.provider ?? wire ?? request.assumedProvider
  );
}

/** The cost, where the decorator names none. */
const priceIn = (
  { core }: Opening<'generation'>,
  { provider, model }: KnownRequest,
  slot: GenerationSlot | undefined,
  { usage }: { usage?: unknown },
): Cost | undefined => {
  const called = { provider, model: model ?? slot?.seen?.model, usage };
  return priceOf(core.settings.price, called, core.host.reporter);
};
