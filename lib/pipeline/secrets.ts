import { REDACTED_JSON } from './marks.js';
import { isSecretKey, secretKind } from './secret-keys.js';

/** JSON of what is no secret, whatever its name: nothing, the empty text, and a flag such as `hasPassword`. */
const HARMLESS = new Set(['null', '""', 'true', 'false']);

/** JSON of a member, hidden where its name is that of a secret. @param json that of its value */
export const hideSecretMember = (key: string, json: string, holder: object): string =>
  isSecret(key, json, holder) && !HARMLESS.has(json) ? REDACTED_JSON : json;

function isSecret(key: string, json: string, holder: object): boolean {
  const kind = secretKind(key);
  if (kind === 'cookies') return COOKIES_JSON.test(json);
  if (kind !== null) return !isLogprob(key, holder);
  if (VALUES.has(key)) return isNamedSecret(json, holder);
  if (key === 'auth') return USER_AND_PASSWORD.test(json); // An option of `http.request`.
  if (SCHEMES.has(key)) return json.startsWith('"') && json !== `"${key}"`; // As an object it says how to be authorized.
  return key === 'pass' && 'user' in holder; // Otherwise it is a result.
}

/** The `token` of a log probability is none. */
const isLogprob = (key: string, holder: object): boolean => key === 'token' && 'logprob' in holder;

/** What a server makes of them, or pairs; not a list of cakes. */
const COOKIES_JSON = /^\[?(?:"[^"=]{1,128}=|\{")/;

/** Of an authorization, as options of HTTP clients name its credentials. */
const SCHEMES = new Set(['bearer', 'basicAuth']);

const USER_AND_PASSWORD = /^"[^":\s]+:(?!\/\/)[^"\s]+"$/;

const VALUES = new Set(['value', 'Value', 'values', 'Values', 'val']);
const NAMES = ['name', 'key', 'Name', 'Key', 'header'];
/** What a form shows; where it stands for no text, it may be of a chart. */
const LABELS = ['field', 'label', 'id'];

/** A header, field or variable as an object: `{ name: 'authorization', value }`, `{ key: 'DB_PASSWORD', value }`. */
const isNamedSecret = (json: string, holder: object): boolean =>
  NAMES.some((member) => isSecretIn(holder, member)) ||
  (json.startsWith('"') && LABELS.some((member) => isSecretIn(holder, member)));

/** Runs no getter: each is read once. */
function isSecretIn(holder: object, member: string): boolean {
  const name: unknown = Object.getOwnPropertyDescriptor(holder, member)?.value;
  return typeof name === 'string' && isSecretKey(name);
}

const [SHORTEST_HEADER, LONGEST_HEADER] = [8, 42];
const QUOTE = 0x22;
/** Words with hyphens are names of headers, or of a command's options; `token` alone may be any word of a list. */
const HEADER = /^"(?:authorization|cookie|[a-z]+(?:-[a-z]+)+|--[a-z]+(?:-[a-z]+)*)"$/i;

/** The entry of a record, as `Object.entries` gives it, whose value is a text. */
const ENTRY = /^\["([^"\\]{2,64})","(?:[^"\\]|\\.)+"\]$/;

/** An entry in a list of entries. `token` alone may be any word of a list. */
function hideInEntry(json: string): string {
  const name = json.startsWith('["') ? ENTRY.exec(json)?.[1] : undefined;
  return name !== undefined && isSecretKey(name) && !/^tokens?$/i.test(name) ? `["${name}",${REDACTED_JSON}]` : json;
}

/**
 * JSON of what stands in a list behind a header's name, as in `rawHeaders`, or behind the option of a command, or is an
 * entry of a record; hidden where that is a secret.
 */
export function hideNamedItem(before: string, json: string, index: number): string {
  if (before.length < SHORTEST_HEADER || before.length > LONGEST_HEADER || before.charCodeAt(0) !== QUOTE) {
    return hideInEntry(json);
  }
  if (index % 2 === 0 && !before.startsWith('"--')) return json;
  if (!/^["[]/.test(json) || json === '""' || !HEADER.test(before)) return json;
  const kind = secretKind(before.slice(1, -1));
  return kind === null || (kind === 'cookie' && !json.includes('=')) ? json : REDACTED_JSON;
}
