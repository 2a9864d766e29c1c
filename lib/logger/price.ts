import { type Price } from '../options/options.js';
import { type Reporter } from '../faults/reporter.js';
import { type Cost, type Usage } from '../protocol/result.js';

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
    return price(provider, model, known);
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
