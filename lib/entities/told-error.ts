import { types } from 'node:util';
import { failureOf } from '../faults/failure.js';
import { fields } from './fields.js';

/** What an error is told as by hand: in the protocol's words, or as the error that was caught. */
export function toldError<T extends object>(given: T): Partial<T> & { message?: unknown } {
  if (!types.isNativeError(given)) return fields(given);
  const { message, code, type } = failureOf(given, false);
  return { ...fields(given), message, ...(code !== undefined && { code }), ...(type !== undefined && { type }) };
}
