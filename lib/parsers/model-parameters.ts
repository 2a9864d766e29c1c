import { type Fields, isFields } from './shape.js';

/** What steers the client, not the model. */
const CLIENT_KEYS = new Set(['stream', 'signal', 'abortSignal', 'headers']);

/** Credentials that requests carry for the servers of their tools. */
const SECRET_KEYS = new Set(['headers', 'authorization', 'authorization_token']);

const isJson = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'function' && typeof value !== 'symbol' && !(value instanceof AbortSignal);

const without = (value: Fields, keys: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(value).filter(([key, field]) => !keys.has(key) && isJson(field)));

/** Parameters of a model: the rest of a request, without callbacks, signals, headers and its tools' credentials. */
export function modelParameters(rest: Fields): Record<string, unknown> {
  const parameters = Object.entries(without(rest, CLIENT_KEYS)).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map((item: unknown) => (isFields(item) ? without(item, SECRET_KEYS) : item)) : value,
  ]);
  return Object.fromEntries(parameters) as Record<string, unknown>;
}
