import { isObject } from '../observe/shape.js';

/** The only headers that are ever read; all others, credentials among them, are not looked at. */
const KEPT = new Set([
  ...['content-type', 'content-encoding', 'retry-after', 'retry-after-ms', 'x-request-id', 'request-id'],
  ...['x-stainless-retry-count', 'amz-sdk-invocation-id', 'amz-sdk-request', 'ai-language-model-id', 'ai-model-id'],
  ...['x-amzn-bedrock-input-token-count', 'x-amzn-bedrock-output-token-count'],
  ...['x-stainless-timeout', 'x-server-timeout', 'x-should-retry'],
]);

/** Limits of requests and tokens, as the various providers call them. */
const LIMIT = /^(?:x-|anthropic-)?(?:ratelimit(?:bysize)?|tokenlimit)-/;

/** The headers that may be kept, by their names in lower case. */
export type KeptHeaders = ReadonlyMap<string, string>;

/**
 * @param headers as the various clients hold them: text, a flat list of names and values (or of their bytes), pairs, an
 * object
 */
export function keptHeaders(headers: unknown): KeptHeaders {
  const kept = new Map<string, string>();
  if (typeof headers === 'string') {
    for (const line of headers.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) keep(kept, line.slice(0, colon), line.slice(colon + 1).trim());
    }
  } else if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    for (let index = 0; index + 1 < headers.length; index += 2) keep(kept, headers[index], headers[index + 1]);
  } else if (isObject(headers)) {
    for (const pair of isIterable(headers) ? headers : Object.entries(headers)) {
      if (Array.isArray(pair)) keep(kept, pair[0], pair[1]);
    }
  }
  return kept;
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

function keep(kept: Map<string, string>, name: unknown, value: unknown): void {
  const key = textOf(name).toLowerCase();
  if (!KEPT.has(key) && !(key.includes('limit') && LIMIT.test(key))) return;
  const before = key === 'content-encoding' ? kept.get(key) : undefined;
  kept.set(key, before === undefined ? textOf(value) : `${before}, ${textOf(value)}`);
}

const textOf = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value));

/** What is left of the provider's limits, by header, and as `retry-after` the seconds it asks to wait. */
export function rateLimits(headers: KeptHeaders): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const [name, value] of headers) {
    if (LIMIT.test(name) && name.includes('remaining')) addLimit(limits, name, numberOf(value));
  }
  const ms = numberOf(headers.get('retry-after-ms'));
  addLimit(limits, 'retry-after', Number.isNaN(ms) ? secondsOf(headers.get('retry-after')) : ms / 1000);
  return limits;
}

function addLimit(limits: Record<string, number>, name: string, value: number): void {
  if (Number.isFinite(value)) limits[name] = value;
}

const numberOf = (text = ''): number => (text.trim() === '' ? NaN : Number(text));

/** Told in seconds, or as a date. */
function secondsOf(text: string | undefined): number {
  const seconds = numberOf(text);
  return Number.isNaN(seconds) ? Math.max(0, (Date.parse(text ?? '') - Date.now()) / 1000) : seconds;
}
