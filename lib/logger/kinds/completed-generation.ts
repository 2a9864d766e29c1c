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
  core.answers.check({
    ...{ generation, expected, name: call.name, showsIssues: call.showsOutput },
    answer: () => (typeof answer === 'string' ? asJsonValue(answer) : answerCopy(answer)),
  });
}

/** A text that is JSON counts as what it says, also where it stands in a fence; one that is none is an answer as well. */
const asJsonValue = (text: string): unknown => attempt<unknown>(() => JSON.parse(unfenced(text.trim())), text);

const unfenced = (text: string): string =>
  text.startsWith(FENCE) && text.endsWith(FENCE) && text.length > FENCE.length
    ? text.slice(FENCE.length, -FENCE.length).replace(/^json\b/i, '')
    : text;
const FENCE = '```';
