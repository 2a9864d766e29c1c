import { type MaximGeneration } from '../../entities/generation.js';
import { answerText } from '../../parsers/result-text.js';
import { type GenerationResult } from '../../protocol/result.js';
import { type Opening } from '../opening.js';
import { type Overtime } from '../overtime.js';

/**
 * Holds what a model answered against what its decorator expects, if that does.
 *
 * @param result undefined where it is not known to be a model's
 * @param value stands in its place
 */
export function checkAnswer(
  { core, call, options }: Opening<'generation'>,
  generation: MaximGeneration,
  result: GenerationResult | undefined,
  value?: unknown,
): void {
  if (!options.expect) return;
  core.answers.check({
    generation,
    name: call.name,
    expected: options.expect,
    answer: asJsonValue((result && answerText(result)) ?? value),
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

/**
 * Says how a generation went on after the client of its request had gone.
 *
 * @param tokens that it generated in all, where that is known
 */
export function addOvertime(
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
