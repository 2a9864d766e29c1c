import { types } from 'node:util';
import { failureOf } from '../faults/failure.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { fields } from './fields.js';
import { type EntityHost } from './host.js';

/** What an error is told as by hand: in the protocol's words, or as whatever was caught. */
export function toldError<T extends object>(
  host: EntityHost,
  given: T,
  hold: TraceHold | undefined,
): Partial<T> & { message?: unknown } {
  const words: Partial<T> & { message?: unknown } = fields(given);
  if (!isCaught(given, words)) return words;
  host.told?.(given, hold);
  const { message, code, type } = failureOf(given, false);
  return { ...words, message, ...(code !== undefined && { code }), ...(type !== undefined && { type }) };
}

/** An error, or what else keeps its message elsewhere than among its own fields, such as a DOMException or a text. */
function isCaught(given: unknown, { message }: { message?: unknown }): boolean {
  if (given === undefined || given === null) return false;
  if (types.isNativeError(given) || typeof given !== 'object') return true;
  try {
    return message === undefined && 'message' in given && typeof given.message === 'string';
  } catch {
    return false; // What cannot be read says nothing.
  }
}
