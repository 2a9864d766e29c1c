/** A header's name and value, as the client holds them: the value may still be bytes. */
export type Header = readonly [name: string, value: unknown];

/** The only headers that are ever read; all others, credentials among them, are not looked at. */
const KEPT = new Set([
  ...['content-type', 'content-encoding', 'retry-after', 'retry-after-ms', 'x-request-id', 'request-id'],
  ...['x-stainless-retry-count', 'amz-sdk-invocation-id', 'amz-sdk-request', 'ai-language-model-id', 'ai-model-id'],
  ...['x-amzn-bedrock-input-token-count', 'x-amzn-bedrock-output-token-count'],
]);

/** Limits of requests and tokens, as the various providers call them. */
const LIMIT = /^(?:x-|anthropic-)?(?:ratelimit(?:bysize)?|tokenlimit)-/;

/** The headers that may be kept, by their names in lower case. */
export type KeptHeaders = ReadonlyMap<string, string>;

export function keptHeaders(headers: Iterable<Header>): KeptHeaders {
  const kept = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (KEPT.has(key) || LIMIT.test(key)) kept.set(key, textOf(value));
  }
  return kept;
}

/** What is left of the provider's limits, by header, and as `retry-after` the seconds it asks to wait. */
export function rateLimits(headers: KeptHeaders): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const [name, value] of headers) {
    if (LIMIT.test(name) && name.includes('remaining')) keep(limits, name, numberOf(value));
  }
  const ms = numberOf(headers.get('retry-after-ms'));
  keep(limits, 'retry-after', Number.isNaN(ms) ? secondsOf(headers.get('retry-after')) : ms / 1000);
  return limits;
}

function keep(limits: Record<string, number>, name: string, value: number): void {
  if (Number.isFinite(value)) limits[name] = value;
}

const numberOf = (text = ''): number => (text.trim() === '' ? NaN : Number(text));

/** Told in seconds, or as a date. */
function secondsOf(text: string | undefined): number {
  const seconds = numberOf(text);
  return Number.isNaN(seconds) ? Math.max(0, (Date.parse(text ?? '') - Date.now()) / 1000) : seconds;
}

/** Headers as the various clients hold them: text, a flat list of names and values (or of their bytes), an object. */
export function* headersOf(value: unknown): Generator<Header> {
  if (typeof value === 'string') {
    for (const line of value.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) yield [line.slice(0, colon), line.slice(colon + 1).trim()];
    }
  } else if (Array.isArray(value)) {
    for (let index = 0; index + 1 < value.length; index += 2) yield [textOf(value[index]), value[index + 1]];
  } else if (typeof value === 'object' && value !== null) {
    yield* Object.entries(value);
  }
}

const textOf = (value: unknown): string =>
  ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
    : String(value);
