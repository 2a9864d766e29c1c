import { isObject } from '../observe/shape.js';
import { type Exchange } from './exchange.js';
import { saysTimeout } from './says-timeout.js';

/** How late a timer may be, in ms. */
const LATE_MS = 1000;

/**
 * Whether a call that was broken off may have been so by its library's own timeout. A library that breaks off says no
 * more than an app that does, but it does so by a timer, and some tell the server how long they wait, in whole seconds.
 *
 * @returns `surely` where nothing else will tell; else what the library does next, or throws, says more: `likely` where
 * the second it came in is one of many
 */
export function clientTimeout(exchange: Exchange): 'surely' | 'likely' | 'maybe' | undefined {
  const { requestHeaders, status, error, isByTimer, start, endedAt = start } = exchange;
  // Cohere's library gives the reason so to its own signal.
  if (!isObject(error) && saysTimeout(error)) return 'likely';
  const cameIn = (second: number): boolean => {
    const late = endedAt - start - second * 1000;
    return late >= 0 && late < 1000 + LATE_MS;
  };
  // Google's library waits so long for the whole of an answer, and throws the same as where the app leaves.
  const roundedUp = requestHeaders.get('x-server-timeout');
  if (roundedUp !== undefined) return Number(roundedUp) > 1 && cameIn(Number(roundedUp) - 1) ? 'surely' : undefined;
  // AWS's waits for its socket, and leaves without a word.
  if (status === undefined && isByTimer && requestHeaders.has('amz-sdk-invocation-id')) return 'maybe';
  // Those of OpenAI, Anthropic and their kin wait so long for the head of one, and tell it of some calls only.
  if (status !== undefined || !isByTimer || !requestHeaders.has('x-stainless-retry-count')) return undefined;
  const cutDown = requestHeaders.get('x-stainless-timeout');
  if (cutDown === undefined) return 'maybe';
  if (!cameIn(Number(cutDown))) return undefined;
  return cutDown === '0' ? 'maybe' : 'likely';
}
