import { REDACTED_JSON } from './marks.js';
import { isSecretKey } from './secret-keys.js';

/** JSON of what is no secret, whatever its name: nothing, the empty text, and a flag such as `hasPassword`. */
const HARMLESS = new Set(['null', '""', 'true', 'false']);

/** JSON of a member, hidden where its name is that of a secret. @param json that of its value */
export const hideSecretMember = (key: string, json: string, holder: object): string =>
  isSecretKey(key) && !HARMLESS.has(json) && !isLogprob(key, holder) ? REDACTED_JSON : json;

/** The `token` of a log probability is none. */
const isLogprob = (key: string, holder: object): boolean => key === 'token' && 'logprob' in holder;
