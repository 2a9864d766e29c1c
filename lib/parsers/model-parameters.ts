import { type Fields, isFields } from './shape.js';

/** What steers the client, not the model. */
const CLIENT_KEYS = new Set(['stream', 'signal', 'abortSignal', 'headers']);

/** Credentials that requests carry for the servers of their tools. */
const SECRET_KEYS = new Set(['headers', 'authorization', 'authorization_token']);

const isJson = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'function' && typeof value !== 'symbol' && !(value instanceof AbortSignal);

const withoutSecrets = (value: Fields): Fields =>
  Object.fromEntries(Object.entries(value).filter(([key, field]) => !SECRET_KEYS.has(key) && isJson(field)));

/** The items of a list of tools or of their servers, without the credentials they carry. */
export const withoutCredentials = (list: unknown): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isFields(item) ? withoutSecrets(item) : item)) : list;

/** Parameters of a model: the rest of a request, without callbacks, signals, headers and its tools' credentials. */
export function modelParameters(rest: Fields): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!CLIENT_KEYS.has(key) && isJson(value)) parameters[key] = withoutCredentials(value);
  }
  return parameters;
}
