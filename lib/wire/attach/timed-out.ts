import { type Thrown } from '../../logger/untold-calls.js';
import { isAbort } from '../../observe/abort.js';
import { present } from '../../parsers/present.js';
import { type GenerationError } from '../../protocol/result.js';
import { type CapturedCall, type TriedCalls } from '../captured-call.js';
import { TimedOut } from '../exchange.js';
import { saysTimeout } from '../says-timeout.js';

const TIMED_OUT: GenerationError = { message: new TimedOut().message, type: 'TimeoutError' };

/** A try that another followed: whoever cancels by himself does not try again. */
export const followed = (call: CapturedCall): CapturedCall =>
  call.outcome === 'cancelled' ? { ...call, outcome: 'error', error: TIMED_OUT } : call;

/**
 * Tries that no other follows. A last one that was cancelled may have failed by the library's own timeout.
 *
 * @param thrown the errors that came to those around it
 */
export function endedTries(calls: TriedCalls, thrown: readonly Thrown[]): TriedCalls {
  const last = calls.at(-1) ?? calls[0];
  const error = last.timeout && timeoutError(thrown, last.timeout === 'likely' || calls.length > 1);
  if (!error) return calls;
  const failed = { ...last, outcome: 'error' as const, error };
  return calls.length === 1 ? [failed] : [calls[0], ...calls.slice(1, -1), failed];
}

/** As the library throws it; where the app has caught that, only what speaks for it is known. */
function timeoutError(errors: readonly Thrown[], isLikely: boolean): GenerationError | undefined {
  const timeout = errors.find(({ thrown }) => saysTimeout(thrown));
  if (timeout) {
    const { message, code, type } = timeout.failure;
    return present({ message, code, type });
  }
  return isLikely && !errors.some(({ thrown }) => isAbort(thrown)) ? TIMED_OUT : undefined;
}
