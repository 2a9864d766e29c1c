import { addGeneration, type MaximGeneration } from '../../entities/generation.js';
import { type ToolCallConfig } from '../../entities/configs.js';
import { type MaximToolCall } from '../../entities/tool-call.js';
import { lastMessage } from '../../parsers/last-message.js';
import { maximProvider, providerName } from '../../parsers/providers.js';
import { resultText } from '../../parsers/result-text.js';
import { type ChatMessage } from '../../protocol/messages.js';
import { type GenerationResult } from '../../protocol/result.js';
import { writeAnsweredTools } from '../answered-tools.js';
import { knownAskedTools } from '../asked-tools.js';
import { openSlot } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { type Opened } from '../opened.js';
import { accompany, placed, placeFor, scopeIn } from '../place.js';
import { asJson, commonConfig, evaluateAs } from './common.js';
import { type KnownRequest } from './generation-result.js';
import { GenerationEnding } from './generation-ending.js';

/** What a trace shows of a generation's result. */
export const outputText = (result: unknown): string =>
  typeof result === 'string' ? result : resultText(result as GenerationResult);

/**
 * Opens a generation: what its options leave unsaid is read from the arguments, then from the result, then from the
 * call that went over the wire.
 */
export function openGeneration(opening: Opening<'generation'>): Opened<MaximGeneration> {
  const { core, scope, call, options } = opening;
  const config = commonConfig(opening);
  const place = placeFor(core.host, scope, config);
  const request = readRequest(opening);
  const { provider = request.assumedProvider, model, messages, assumed, modelParameters } = request;
  const showsParameters = call.capturesInput || options.modelParameters !== undefined;
  const tools = knownAskedTools(scope?.trace);
  if (tools) {
    const add = (answered: ToolCallConfig): MaximToolCall => place.parent.toolCall(placed(answered, place));
    writeAnsweredTools(tools, { messages: messages ?? assumed, at: new Date(), shown: call.showsInput, add });
  }
  if (provider !== undefined) config.tags = { provider, ...config.tags };
  const generation = addGeneration(core.host, place.parent, {
    provider: provider === undefined ? undefined : maximProvider(providerName(provider)),
    model,
    messages,
    modelParameters: showsParameters ? modelParameters : undefined,
    maximPromptId: call.read('maximPromptId', options.maximPromptId),
    maximPromptVersionId: call.read('maximPromptVersionId', options.maximPromptVersionId),
    ...placed(config, place),
  });
  if (!showsParameters && modelParameters) generation.write('update', { modelParameters }, true);
  if (assumed) generation.assumed = copied(opening, generation, assumed);
  const input = messages || assumed ? undefined : call.input();
  if (input !== undefined) generation.addMetadata({ input: asJson(input) });
  accompany(place, generation, lastMessage(messages ?? assumed) ?? input, outputText);
  evaluateAs(opening, generation);
  const { showsInput, showsOutput } = call;
  if (!showsInput || !showsOutput) openSlot(generation).shown = { input: showsInput, output: showsOutput };
  const ending = new GenerationEnding(opening, generation, {
    hasInput: input !== undefined || assumed !== undefined,
    ...request,
  });
  return {
    element: generation,
    scope: { ...scopeIn(opening, place), leaf: generation, generation, calling: generation, counting: generation },
    ok: (outcome) => ending.ok(outcome),
    fail: (failure, { isNew }) => ending.fail(isNew ? failure : undefined),
    cancel: (outcome) => ending.cancel(outcome),
    pass: () => ending.pass(),
    suspend: () => ending.suspend(),
    resume: () => ending.resume(),
  };
}

interface ReadRequest extends KnownRequest {
  /** What its arguments stand for, where none is a request: what the method makes of them may be more. */
  readonly assumed: readonly ChatMessage[] | undefined;
}

function readRequest({ core, call, options }: Opening<'generation'>): ReadRequest {
  const parsed = core.parsers.request(call.inputs());
  const [messages, assumed] = parsed?.isAssumed ? [undefined, parsed.messages] : [parsed?.messages, undefined];
  const given = call.read('messages', options.messages) ?? messages;
  return {
    provider: call.read('provider', options.provider),
    assumedProvider: parsed?.provider,
    model: call.read('model', options.model) ?? parsed?.model,
    messages: call.capturesInput ? given : undefined,
    assumed: call.capturesInput && !given ? assumed : undefined,
    modelParameters: call.read('modelParameters', options.modelParameters) ?? parsed?.modelParameters,
  };
}

/** The app may change them before they are told. */
function copied(
  { core }: Opening<'generation'>,
  { entity, id, hold }: MaximGeneration,
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  const data = core.gate.copy({ entity, id, action: 'update', data: { messages } }, hold);
  return data['messages'] as readonly ChatMessage[];
}
