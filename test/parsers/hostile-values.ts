import fc from 'fast-check';
import { type Parser } from '../../lib/parsers/parser.js';
import { resultText } from '../../lib/parsers/result-text.js';

const boom = (): never => {
  throw new Error('hostile');
};
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cycle = (): unknown => {
  const ring: Record<string, unknown> = { role: 'user', choices: [] };
  ring['self'] = [ring];
  return ring;
};

/** Makes a value when it is needed: fast-check itself reads what it generates. */
type Recipe = () => unknown;

const traps: readonly Recipe[] = [
  () => new Proxy({}, { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom, getPrototypeOf: boom }),
  () => new Proxy([], { get: boom }),
  () => Object.defineProperty({}, 'content', { enumerable: true, get: boom }),
  () => Object.defineProperty({ role: 'user' }, 'type', { enumerable: true, get: boom }),
  () => ({ toJSON: boom, toString: boom, [Symbol.toPrimitive]: boom }),
  () => Object.create(null) as unknown,
  () => boom,
  ...[revoked, cycle],
  ...[Symbol('s'), 10n, undefined, null, NaN, -1, 1e300, ''].map((value) => () => value),
];

/** Values that throw when they are read, never end, or are of no kind that an API sends. */
export const hostile = (): fc.Arbitrary<Recipe> =>
  fc.oneof(
    fc.constantFrom(...traps),
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }).map((value) => () => value),
  );

type Path = readonly (string | number)[];

function paths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, field]) => paths(field, [...path, key]))];
}

function withValueAt(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  Reflect.set(copy, key, withValueAt(Reflect.get(copy, key), rest, put));
  return copy;
}

/** The sample with one of its values, wherever it stands, replaced by a hostile one. */
const poisoned = (sample: unknown): fc.Arbitrary<Recipe> =>
  fc.tuple(fc.constantFrom(...paths(sample)), hostile()).map(
    ([path, put]) =>
      () =>
        withValueAt(sample, path, put()),
  );

/** The stream with some of its chunks poisoned. */
const spoiled = (stream: readonly unknown[]): fc.Arbitrary<Recipe[]> =>
  fc.tuple(
    ...stream.map((chunk) =>
      fc.oneof(
        fc.constant(() => chunk),
        poisoned(chunk),
      ),
    ),
  );

/** What an API sends, to be made hostile. */
export interface Samples {
  requests: readonly unknown[];
  results: readonly unknown[];
  streams: readonly (readonly unknown[])[];
}

/** Fails where a parser throws for a value that is hostile, or hostile somewhere inside a value it knows. */
export function expectTotal(parser: Parser, { requests, results, streams }: Samples): void {
  const sample = fc.constantFrom(...requests, ...results, ...streams.flat()).chain(poisoned);
  fc.assert(
    fc.property(fc.oneof(sample, hostile()), (recipe) => {
      const value = recipe();
      parser.request(value);
      const parsed = parser.result(value);
      if (parsed) resultText(parsed.result);
      parser.stream(value)?.add(value);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...streams).chain(spoiled), (recipes) => {
      const merge = parser.stream(streams[0]?.[0]);
      for (const recipe of recipes) merge?.add(recipe());
      const parsed = merge?.result();
      if (parsed) resultText(parsed.result);
    }),
    { numRuns: 500 },
  );
}
