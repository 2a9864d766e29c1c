import { type ContentShown, type SeenCall } from '../../logger/generation-slot.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { fallbackResult } from '../../parsers/fallback-result.js';
import { priceOf } from '../../logger/price.js';
import { type Price } from '../../options/options.js';
import { present } from '../../parsers/present.js';
import { fields } from '../../parsers/shape.js';
import { newId } from '../../protocol/ids.js';
import { type Cost } from '../../protocol/result.js';
import { type CapturedCall } from '../captured-call.js';
import { type Tries } from './tries.js';

/** What is to be known of the app's options to write a call. */
interface WriteOptions {
  readonly price?: Price | undefined;
  readonly shown: ContentShown;
}

/** Writes a call that nothing else tells of as a generation where it was made. */
export function writeGeneration(logger: MaximLogger, tries: Tries, call: SeenCall, options: WriteOptions): void {
  const { price, shown } = options;
  const [first] = tries.calls;
  const last = tries.calls.at(-1) ?? first;
  const { provider, model } = call;
  const { messages, modelParameters } = call.request ?? {};
  const generation = logger.generation({
    ...{ id: tries.place.id, name: nameOf(tries, model), provider, tags: { ...call.tags } },
    startTimestamp: first.startedAt,
    ...present({ model }),
    ...(shown.input && present({ messages, modelParameters })),
  });
  if (!shown.input && modelParameters) generation.write('update', { modelParameters }, true);
  if (Object.keys(call.metrics).length > 0) generation.write('update', { metrics: call.metrics });
  if (call.overtime) generation.addOvertime(call.overtime, call.result);
  const usage = fields(call.result)['usage'];
  const cost = priceOf(price, { provider: first.provider, ...present({ model }), usage }, logger.reporter);
  const result = resultOf(call, cost);
  if (result) generation.write('result', { result }, !shown.output);
  if (call.outcome === 'cancelled' || call.outcome === 'unfinished') generation.markAs(call.outcome);
  writeFailedTries(tries, generation.id);
  generation.finish({ endTimestamp: last.endedAt.toISOString() }, shown.output ? result : undefined);
}

/** By what was called, and from where that is known. */
function nameOf({ calls: [first], place }: Tries, model: string | undefined): string {
  const called = [first.provider, first.recognised.api.operation, model].filter(Boolean).join(' ');
  return place.method === undefined ? called : `${called} (${place.method})`;
}

/** What arrived, and why there is no more of it. */
function resultOf({ result, error, outcome, model }: SeenCall, cost: Cost | undefined): object | undefined {
  if (outcome === 'error') return { id: newId(), ...result, ...(cost && { cost }), error };
  if (result) return cost ? { ...result, cost } : result;
  return outcome === 'cancelled' || outcome === 'unfinished' ? fallbackResult(undefined, model) : undefined;
}

/** Each try that failed and was followed by another: an event of the trace or span, named after what it belongs to. */
export function writeFailedTries({ calls, place }: Tries, elementId: string): void {
  calls.slice(0, -1).forEach((call, index) => {
    const next = calls[index + 1] ?? call;
    place.scope?.parent.write('add-event', {
      id: newId(),
      name: 'attempt failed',
      timestamp: call.endedAt.toISOString(),
      tags: { elementId },
      metadata: failure(call, next),
    });
  });
}

const failure = ({ status, error, endedAt }: CapturedCall, next: CapturedCall): Record<string, unknown> =>
  present({ status, error: error?.message, waitMs: next.startedAt.getTime() - endedAt.getTime() });
