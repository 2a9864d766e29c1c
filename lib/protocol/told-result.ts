import { fields, text } from './tree/fields.js';
import { type ToldResult, type TraceHold } from './trace-hold.js';
import { usageOf } from './tree/usage.js';

/** How many of a trace are kept in mind. */
const MOST = 100;

/** Notes what a generation was told by hand. */
export function noteResult(hold: TraceHold | undefined, result: unknown): void {
  const told = hold && toldResult(result);
  if (!told) return;
  const all = (hold.told ??= []);
  all.push(told);
  if (all.length > MOST) all.shift();
}

/** Whether a call of this result was logged by hand; asked again, the answer is of another one. */
export function takeResult(hold: TraceHold | undefined, result: unknown): boolean {
  const seen = toldResult(result);
  const told = hold?.told ?? [];
  const at = seen ? told.findIndex((each) => isSameCall(each, seen)) : -1;
  if (at < 0) return false;
  told.splice(at, 1);
  return true;
}

/** Whether both are of one call. An error that a library throws has more words than the provider's. */
export function isSameCall(told: ToldResult, seen: ToldResult): boolean {
  if (seen.error !== undefined) return told.error?.includes(seen.error) === true;
  if (told.error !== undefined) return false;
  return (seen.id !== undefined && told.id === seen.id) || (seen.tokens !== undefined && told.tokens === seen.tokens);
}

/** As much of a result as knows its call again; undefined where it throws while it is read. */
export function toldResult(result: unknown): ToldResult | undefined {
  try {
    const { id, error } = fields(result);
    const usage = usageOf(result);
    const tokens = usage && `${String(usage.prompt_tokens)} ${String(usage.completion_tokens)}`;
    return { id: text(id), tokens, error: text(fields(error)['message']) };
  } catch {
    return undefined; // A result that throws while it is read is like no other.
  }
}
