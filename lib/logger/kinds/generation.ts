import { type MaximGeneration } from '../../entities/generation.js';
import { fallbackResult } from '../../parsers/fallback-result.js';
import { lastMessage } from '../../parsers/last-message.js';
import { type ParsedRequest, type ParsedResult } from '../../parsers/parser.js';
import { resultText } from '../../parsers/result-text.js';
import { type GenerationResult } from '../../protocol/result.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type Opening } from '../opening.js';
import { type Opened, type Outcome } from '../opened.js';
import { accompany, placed, placeFor, scopeIn } from '../place.js';
import { priceOf } from '../price.js';
import { asJson, commonConfig, evaluateAs } from './common.js';
import { complete } from './completed-generation.js';
import { addStack, errorOf } from './tool-call.js';

/** What a trace shows of a generation's result. */
export const outputText = (result: unknown): string =>
  typeof result === 'string' ? result : resultText(result as GenerationResult);

/** What is known of the model's call before it is made. */
type Request = ParsedRequest & Pick<ParsedResult, 'provider' | 'model'>;

/** Opens a generation: what its options leave unsaid is read from the arguments, the rest from the result. */
export function openGeneration(opening: Opening<'generation'>): Opened<MaximGeneration> {
  const { core, owner, scope, call } = opening;
  const config = commonConfig(opening);
  const place = placeFor(core.host, scope, config);
  const request = readRequest(opening);
  const generation = place.parent.generation({ ...placed(config, place), ...promptIds(opening), ...request });
  const input = request.messages ? undefined : call.input();
  if (input !== undefined) generation.addMetadata({ input: asJson(input) });
  accompany(place, generation, lastMessage(request.messages) ?? input, outputText);
  evaluateAs(opening, generation);
  const writeResult = (outcome: Outcome, isComplete: boolean): GenerationResult | undefined => {
    const { provider, model, result, read } = readResult(opening, outcome, request);
    if (request.provider === undefined && provider !== undefined) generation.write('update', { provider });
    if (request.model === undefined && model !== undefined) generation.setModel(model);
    addTimings(generation, outcome, result);
    if (isComplete) complete(opening, generation, outcome, read);
    generation.write('result', { result }, !call.capturesOutput);
    return call.capturesOutput ? result : undefined;
  };
  return {
    element: generation,
    scope: scopeIn(owner, place, { leaf: generation, generation }),
    ok: (outcome) => generation.endWith(writeResult(outcome, true)),
    fail(failure) {
      addStack(generation, failure);
      generation.error(errorOf(failure));
    },
    cancel: (outcome) => generation.endAs('cancelled', writeResult(outcome, false)),
  };
}

function readRequest({ core, call, options }: Opening<'generation'>): Request {
  const parsed = core.parsers.request(call.inputs());
  const provider = call.read('provider', options.provider) ?? parsed?.provider;
  const model = call.read('model', options.model) ?? parsed?.model;
  const messages = call.read('messages', options.messages) ?? parsed?.messages;
  const modelParameters = call.read('modelParameters', options.modelParameters) ?? parsed?.modelParameters;
  return {
    ...(provider !== undefined && { provider }),
    ...(model !== undefined && { model }),
    ...(messages && call.capturesInput && { messages }),
    ...(modelParameters && { modelParameters }),
  };
}

function promptIds({ call, options }: Opening<'generation'>) {
  const maximPromptId = call.read('maximPromptId', options.maximPromptId);
  const maximPromptVersionId = call.read('maximPromptVersionId', options.maximPromptVersionId);
  return {
    ...(maximPromptId !== undefined && { maximPromptId }),
    ...(maximPromptVersionId !== undefined && { maximPromptVersionId }),
  };
}

/** What is logged of a result, and the result itself where it is known to be a model's. */
type Reading = ParsedResult & { readonly read: GenerationResult | undefined };

/** The user's own reading, else a parser's, else the value as the text of a completion; with the cost that is named. */
function readResult(opening: Opening<'generation'>, outcome: Outcome, request: Request): Reading {
  const { core, call, options } = opening;
  const { value } = outcome;
  const own = options.parse && asResult(call.readAfter<unknown>('parse', options.parse, value), request.model);
  const read = core.parsers.result(own ?? value);
  const parsed = own ? { ...read, result: own } : (read ?? outcome.parsed);
  const known = parsed ?? { result: fallbackResult(value, request.model) };
  const called = { ...known, ...request, usage: known.result.usage };
  const cost = call.readAfter('cost', options.cost, value) ?? priceOf(core.settings.price, called, core.host.reporter);
  const shown = call.replaces('output') ? { ...known.result, ...replaced(call.output(value)) } : known.result;
  return { ...known, result: cost ? { ...shown, cost } : shown, read: parsed?.result };
}

/** What `parse` gave, where it was not held to its type. */
const asResult = (given: unknown, model: string | undefined): GenerationResult | undefined => {
  if (given === undefined || given === null) return undefined;
  return typeof given === 'object' ? (given as GenerationResult) : fallbackResult(given, model);
};

/** What stands in the place of the model's own words; model and usage stay. */
const replaced = (output: unknown) => ({ choices: fallbackResult(output).choices });

function addTimings(generation: MaximGeneration, { firstTokenMs, streamedMs }: Outcome, result: unknown): void {
  if (firstTokenMs === undefined || streamedMs === undefined) return;
  generation.addMetric('ttft_ms', firstTokenMs);
  const tokens = usageOf(result)?.completion_tokens ?? 0;
  if (tokens > 0 && streamedMs > 0) generation.addMetric('tps', tokens / (streamedMs / 1000));
}
