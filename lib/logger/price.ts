import { types } from 'node:util';
import { type Price } from '../options/options.js';
import { type Reporter } from '../faults/reporter.js';
import { type Cost } from '../protocol/result.js';
import { costOf, usageOf } from '../protocol/tree/usage.js';

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
  const known = price && usageOf({ usage });
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
