import { type MaximGeneration } from '../../entities/generation.js';
import { answerText } from '../../parsers/result-text.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type Opening } from '../opening.js';
import { type Outcome } from '../opened.js';
import { type Overtime } from '../overtime.js';
import { type GivenResult } from './given-result.js';

/**
 * Writes what is to say of a generation that came to its end, beside its result.
 *
 * @param result undefined where nothing knows what the method gave for a model's
 */
export function complete(
  opening: Opening<'generation'>,
  generation: MaximGeneration,
  outcome: Outcome,
  { result }: GivenResult,
): void {
  const { core, call, options } = opening;
  if (outcome.overtime) addOvertime(opening, generation, outcome.overtime, usageOf(result)?.completion_tokens);
  if (!options.expect) return;
  const answer = asJsonValue((result && answerText(result)) ?? outcome.value);
  core.answers.check({
    generation,
    name: call.name,
    expected: options.expect,
    answer,
    showsIssues: call.capturesOutput,
  });
}

/** A text that is JSON counts as what it says. */
function asJsonValue(answer: unknown): unknown {
  if (typeof answer !== 'string') return answer;
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return answer; // A text that is none is an answer as well.
  }
}

function addOvertime(
  { core }: Opening<'generation'>,
  generation: MaximGeneration,
  { route, ms, share }: Overtime,
  tokens: number | undefined,
): void {
  generation.addMetric('after_disconnect_ms', ms);
  if (share !== undefined && tokens !== undefined) {
    generation.addMetric('after_disconnect_tokens', Math.round(tokens * share));
  }
  core.host.reporter.report(
    'warn',
    `overtime ${route}`,
    `A model went on answering "${route}" after its client had gone; nobody reads what it still generates. ` +
      "Pass an AbortSignal to the model's client: @CurrentSignal() gives the handler that of its request.",
  );
}
