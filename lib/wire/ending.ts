import { failureOf } from '../faults/failure.js';
import { isAbort } from '../observe/abort.js';
import { isObject } from '../observe/shape.js';
import { present } from '../parsers/present.js';
import { type GenerationError } from '../protocol/result.js';
import { type CapturedCall } from './captured-call.js';
import { clientTimeout } from './client-timeout.js';
import { type Exchange, TimedOut, Unfinished } from './exchange.js';
import { saysTimeout } from './says-timeout.js';

/** What an answer says of how the call went. */
export interface Said {
  readonly error?: GenerationError;
  /** All that was to come is there. */
  readonly isComplete: boolean;
}

/** How a call went. A reader who leaves after the last word has had a whole answer; before it, he has cancelled. */
export function endingOf(exchange: Exchange, said: Said): Pick<CapturedCall, 'outcome' | 'error' | 'timeout'> {
  const { status = 0, error } = exchange;
  const failed = status >= 400 ? failedStatus(status, said) : said.error;
  if (failed) return { outcome: 'error', error: failed };
  if (error === undefined || said.isComplete) return { outcome: 'ok' };
  if (error instanceof Unfinished) return { outcome: 'unfinished' };
  const timeout = isLeft(exchange) ? clientTimeout(exchange) : undefined;
  if (isLeft(exchange) && timeout !== 'surely') return { outcome: 'cancelled', ...(timeout && { timeout }) };
  const { message, code, type } = failureOf(timeout ? new TimedOut() : error, false);
  return { outcome: 'error', error: present({ message, code, type }) };
}

/** What is no error is the reason that an app gave its signal; one of its own that tells of a timeout is an error. */
const isLeft = ({ error, isLeftForOwnReason }: Exchange): boolean =>
  !isObject(error) || isAbort(error) || (isLeftForOwnReason && !saysTimeout(error));

const failedStatus = (status: number, { error }: Said): GenerationError => ({
  message: `HTTP ${String(status)}`,
  code: String(status),
  ...error,
});

/** When a call began and ended. */
export const timesOf = ({
  startedAt,
  start,
  endedAt = start,
}: Exchange): Pick<CapturedCall, 'startedAt' | 'endedAt'> => ({
  startedAt,
  endedAt: new Date(startedAt.getTime() + (endedAt - start)),
});
