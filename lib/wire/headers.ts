/** A header's name and value, as the client holds them: the value may still be bytes. */
export type Header = readonly [name: string, value: unknown];

/** The only headers that are ever read; all others, credentials among them, are not looked at. */
const KEPT = new Set([
  ...['content-type', 'content-encoding', 'retry-after', 'x-request-id', 'request-id'],
  ...['x-stainless-retry-count', 'amz-sdk-invocation-id', 'amz-sdk-request', 'ai-language-model-id'],
  ...['x-amzn-bedrock-input-token-count', 'x-amzn-bedrock-output-token-count'],
]);

const RATE_LIMIT = 'x-ratelimit-';

/** The headers that may be kept, by their names in lower case. */
export type KeptHeaders = ReadonlyMap<string, string>;

export function keptHeaders(headers: Iterable<Header>): KeptHeaders {
  const kept = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (KEPT.has(key) || key.startsWith(RATE_LIMIT)) kept.set(key, textOf(value));
  }
  return kept;
}

/** What is left of the provider's limits, and the seconds it asks to wait. */
export function rateLimits(headers: KeptHeaders): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const [name, value] of headers) {
    const number = value === '' ? NaN : Number(value);
    if (Number.isFinite(number) && (name === 'retry-after' || name.startsWith(`${RATE_LIMIT}remaining-`))) {
      limits[name] = number;
    }
  }
  return limits;
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
