import { type Fields, isFields } from './shape.js';

/** What steers the client, not the model. */
const CLIENT_KEYS = new Set(['stream', 'signal', 'abortSignal']);

/** Credentials that requests carry: for their server, or for those of their tools and of their data. */
const SECRET_KEYS = new Set([
  ...['headers', 'extra_headers', 'extraHeaders', 'default_headers', 'defaultHeaders', 'extra_query', 'extraQuery'],
  ...['authorization', 'authorization_token', 'authentication', 'authConfig', 'auth_config', 'apiAuth'],
]);

/** How deep credentials are looked for; what is given may hold itself. */
const DEPTH = 6;

const isJson = (value: unknown): boolean =>
  typeof value === 'object'
    ? !(value instanceof AbortSignal)
    : value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';

/** A schema's properties are names of the app's own. */
const isSchema = (value: Fields): boolean => isFields(value['properties']);

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The value without the credentials it carries, at any depth but inside of schemas; the very same where it has none. */
export function withoutCredentials(value: unknown, depth = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return listWithoutCredentials(value, depth);
  return isFields(value) && isPlain(value) && !isSchema(value) ? fieldsWithoutCredentials(value, depth) : value;
}

function listWithoutCredentials(list: readonly unknown[], depth: number): readonly unknown[] {
  let cleaned: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const kept = withoutCredentials(item, depth - 1);
    if (kept !== item) (cleaned ??= [...list])[index] = kept;
  }
  return cleaned ?? list;
}

function fieldsWithoutCredentials(value: Fields, depth: number): Fields {
  let isClean = true;
  const cleaned: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = value[key];
    const isKept = !SECRET_KEYS.has(key) && isJson(field);
    const kept = isKept ? withoutCredentials(field, depth - 1) : undefined;
    isClean &&= isKept && kept === field;
    if (isKept) cleaned[key] = kept;
  }
  return isClean ? value : cleaned;
}

/** Parameters of a model: the rest of a request, without callbacks, signals, headers and the credentials it carries. */
export function modelParameters(rest: Fields): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const key of Object.keys(rest)) {
    const value = rest[key];
    if (!CLIENT_KEYS.has(key) && !SECRET_KEYS.has(key) && isJson(value)) parameters[key] = withoutCredentials(value);
  }
  return parameters;
}
