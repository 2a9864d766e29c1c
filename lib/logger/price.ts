import { types } from 'node:util';
import { type Price } from '../options/options.js';
import { type Reporter } from '../faults/reporter.js';
import { type Cost, type Usage } from '../protocol/result.js';
import { costOf } from '../protocol/tree/usage.js';

/** What the user's price list says of a call; undefined where it says nothing, throws, or the usage is not known. */
export function priceOf(
  price: Price | undefined,
  {
    provider = 'unknown',
    model = 'unknown',
    usage,
  }: { provider?: string | undefined; model?: string | undefined; usage: unknown },
  reporter: Reporter,
): Cost | undefined {
  const known = price && readUsage(usage);
  if (!known) return undefined;
  try {
    const given: unknown = price(provider, model, known);
    const cost = costOf(given);
    if (given === undefined || given === null || cost) return cost;
    if (types.isPromise(given)) given.catch(() => undefined); // That it fails must not end the process.
    reporter.report('warn', 'price', 'The option "price" must give { input, output, total }, numbers, at once.');
    return undefined;
  } catch (error) {
    reporter.report('warn', 'price', 'The option "price" threw; generations go without its cost.', error);
    return undefined;
  }
}

/** In the counts of chat completions; a Responses object has others. */
function readUsage(usage: unknown): Usage | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const counts = usage as Partial<Record<string, unknown>>;
  const prompt = counts['prompt_tokens'] ?? counts['input_tokens'];
  const completion = counts['completion_tokens'] ?? counts['output_tokens'];
  if (typeof prompt !== 'number' || typeof completion !== 'number') return undefined;
  const { total_tokens: total } = counts;
  return {
    ...usage,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: typeof total === 'number' ? total : prompt + completion,
  };
}
