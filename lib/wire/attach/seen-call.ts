import { type SeenCall } from '../../logger/generation-slot.js';
import { present } from '../../parsers/present.js';
import { maximProvider } from '../../parsers/providers.js';
import { fields, number } from '../../parsers/shape.js';
import { overtimeOf } from '../../protocol/overtime.js';
import { type GenerationResult } from '../../protocol/result.js';
import { type CapturedCall, type TriedCalls } from '../captured-call.js';
import { type Tries } from './tries.js';

/** The tries of a call as one generation: how the last one went, and that there were others. */
export function seenCall({ calls, place }: Tries): SeenCall {
  const call = calls.at(-1) ?? calls[0];
  const { provider, model, outcome, error, isOpaque, isTruncated, start, end } = call;
  const { request, result } = { request: calls.find((each) => each.request)?.request, ...call };
  const { unit } = place.scope ?? {};
  const overtime = unit && outcome === 'ok' ? overtimeOf(unit, call, shareIn(call)) : undefined;
  return {
    provider: maximProvider(provider),
    isKnownHost: call.recognised.isKnownHost,
    ...present({ model, request, error, overtime }),
    ...(result && { result: named(result, model) }),
    ...{ outcome, start, end },
    tags: { provider, ...(isOpaque && { opaque: 'true' }), ...(isTruncated && { truncated: 'true' }) },
    metrics: { ...limitsOf(calls), ...metricsOf(call), ...(calls.length > 1 && { attempts: calls.length }) },
  };
}

/** The share of a stream's output that came after a time, by its pieces. */
const shareIn =
  ({ pieces }: CapturedCall) =>
  (at: number): number | undefined =>
    pieces && pieces.filter((piece) => piece > at).length / pieces.length;

/** Some APIs tell the model in the request only; a result is read by itself. */
const named = (result: GenerationResult, model: string | undefined): GenerationResult =>
  model !== undefined && fields(result)['model'] === 'unknown' ? { ...result, model } : result;

/** What a try was told of the limits holds until a later one tells it anew. */
const limitsOf = (calls: TriedCalls): CapturedCall['limits'] =>
  calls.length === 1 ? calls[0].limits : calls.reduce((all, { limits }) => ({ ...all, ...limits }), {});

function metricsOf({ firstTokenMs, streamedMs = 0, result }: CapturedCall): Record<string, number> {
  if (firstTokenMs === undefined) return {};
  const usage = fields(fields(result)['usage']);
  const tokens = number(usage['completion_tokens']) ?? number(usage['output_tokens']) ?? 0;
  const tps = tokens > 0 && streamedMs > 0 ? { tps: tokens / (streamedMs / 1000) } : {};
  return { ttft_ms: firstTokenMs, ...tps };
}
