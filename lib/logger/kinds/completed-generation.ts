import { type MaximGeneration } from '../../entities/generation.js';
import { answersOf } from '../../parsers/result-text.js';
import { attempt } from '../../parsers/total.js';
import { type GenerationResult } from '../../protocol/result.js';
import { answerCopy } from '../answer-copy.js';
import { type Opening } from '../opening.js';

/**
 * Holds what a model answered against what its decorator expects, if that does and there is an answer: not where it
 * calls several tools, or gave nothing.
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
  const { expect: expected } = options;
  if (!expected) return;
  const [answer, ...more] = (result && answersOf(result)) ?? [value];
  if (answer === undefined || more.length > 0) return;
  const about = { generation, expected, name: call.name, showsIssues: call.showsOutput };
  if (typeof answer !== 'string') return core.answers.check({ ...about, answer: () => answerCopy(answer) });
  const read = asJsonValue(answer);
  const words = read === answer ? undefined : answer;
  core.answers.check({ ...about, answer: () => read, words });
}

/** A text that is JSON counts as what it says, also where it stands in a fence; one that is none is an answer as well. */
function asJsonValue(text: string): unknown {
  const trimmed = text.trim();
  const [, , fenced] = FENCED.exec(trimmed) ?? [];
  if (fenced === undefined) return attempt<unknown>(() => JSON.parse(trimmed), text);
  // The first line may name the language, and more.
  const below = (): unknown => attempt<unknown>(() => JSON.parse(fenced.slice(fenced.indexOf('\n') + 1)), text);
  return attempt<unknown>(() => JSON.parse(fenced.replace(/^json\b/i, '')), undefined) ?? below();
}

const FENCED = /^(`{3,}|~{3,})([^]*)\1$/;
