import { REDACTED_JSON } from './marks.js';
import { isSecretKey, secretKind } from './secret-keys.js';

/** JSON of what is no secret, whatever its name: nothing, the empty text, and a flag such as `hasPassword`. */
const HARMLESS = new Set(['null', '""', 'true', 'false']);

/** JSON of a member, hidden where its name is that of a secret. @param json that of its value */
export const hideSecretMember = (key: string, json: string, holder: object): string =>
  isSecret(key, holder) && !HARMLESS.has(json) ? REDACTED_JSON : json;

function isSecret(key: string, holder: object): boolean {
  if (isSecretKey(key)) return !isLogprob(key, holder);
  if (key === 'value') return isNamedSecret(holder);
  return key === 'pass' && 'user' in holder; // Otherwise it is a result.
}

/** The `token` of a log probability is none. */
const isLogprob = (key: string, holder: object): boolean => key === 'token' && 'logprob' in holder;

/** A header, field or variable as an object: `{ name: 'authorization', value }`, `{ key: 'DB_PASSWORD', value }`. */
const isNamedSecret = (holder: object): boolean => isSecretIn(holder, 'name') || isSecretIn(holder, 'key');

/** Runs no getter: each is read once. */
function isSecretIn(holder: object, member: string): boolean {
  const name: unknown = Object.getOwnPropertyDescriptor(holder, member)?.value;
  return typeof name === 'string' && isSecretKey(name);
}

const [SHORTEST_HEADER, LONGEST_HEADER] = [8, 42];
const QUOTE = 0x22;
/** Words with hyphens are names of headers; `token` and `password` alone may be any words of a list. */
const HEADER = /^"(?:authorization|cookie|[a-z]+(?:-[a-z]+)+)"$/i;

/** JSON of what stands in a list behind a header's name, as in `rawHeaders`; hidden where the header holds a secret. */
export function hideNamedItem(before: string, json: string): string {
  if (before.length < SHORTEST_HEADER || before.length > LONGEST_HEADER || before.charCodeAt(0) !== QUOTE) return json;
  if (!/^["[]/.test(json) || json === '""' || !HEADER.test(before)) return json;
  const kind = secretKind(before.slice(1, -1));
  return kind === null || (kind === 'cookie' && !json.includes('=')) ? json : REDACTED_JSON;
}
