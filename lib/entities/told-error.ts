import { types } from 'node:util';
import { failureOf } from '../faults/failure.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { fields } from './fields.js';
import { type EntityHost } from './host.js';

/** What an error is told as by hand: in the protocol's words, or as the error that was caught. */
export function toldError<T extends object>(
  host: EntityHost,
  given: T,
  hold: TraceHold | undefined,
): Partial<T> & { message?: unknown } {
  if (!types.isNativeError(given)) return fields(given);
  host.told?.(given, hold);
  const { message, code, type } = failureOf(given, false);
  return { ...fields(given), message, ...(code !== undefined && { code }), ...(type !== undefined && { type }) };
}
