import { type MaximGeneration } from '../../entities/generation.js';
import { lastMessage } from '../../parsers/last-message.js';
import { maximProvider, providerName } from '../../parsers/providers.js';
import { type SeenCall } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { type KnownRequest, providerOf } from './generation-result.js';

/** What was known of a generation when it was opened. */
export interface FirstFacts extends KnownRequest {
  /** Its arguments stand for its messages. */
  readonly hasInput: boolean;
}

/** What became known since, beside the result itself. */
interface LaterFacts extends Pick<KnownRequest, 'provider' | 'model'> {
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** Adds what was not known when the generation was opened: as the result tells it, else as the wire does. */
export function addFacts(
  { call }: Opening<'generation'>,
  generation: MaximGeneration,
  first: FirstFacts,
  later: LaterFacts,
  seen: SeenCall | undefined,
): void {
  const { model = seen?.model } = later;
  const provider = providerOf(first, later, seen);
  if (provider !== undefined && provider !== (first.provider ?? first.assumedProvider)) {
    generation.write('update', { provider: maximProvider(providerName(provider)) });
    generation.addTag('provider', provider);
  }
  if (first.model === undefined && model !== undefined) generation.setModel(model);
  if (later.metrics || seen) addMetrics(generation, { ...seen?.metrics, ...later.metrics });
  if (!seen) return;
  const { provider: _, ...tags } = seen.tags;
  generation.update('tags', tags);
  const { messages, modelParameters } = seen.request ?? {};
  if (!first.modelParameters && modelParameters) generation.write('update', { modelParameters }, !call.showsInput);
  if (first.messages || !messages || !call.showsInput) return;
  generation.assumed = undefined;
  generation.addMessages(messages);
  if (!first.hasInput) generation.companion?.input(lastMessage(messages));
}

function addMetrics(generation: MaximGeneration, metrics: Record<string, number>): void {
  if (Object.keys(metrics).length > 0) generation.write('update', { metrics });
}
