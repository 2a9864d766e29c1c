import { REDACTED } from './marks.js';
import { type PlainRecord } from './plain.js';
import { isSecretKey } from './secret-keys.js';
import { hideInText } from './secret-text.js';

/** Hides secrets in plain JSON, by the names of members and by the look of texts. Objects are changed in their place. */
export function hideSecrets(value: unknown): unknown {
  if (typeof value === 'string') return hideInText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) hideInList(value);
  else hideInRecord(value as PlainRecord);
  return value;
}

function hideInList(list: unknown[]): void {
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const hidden = hideSecrets(item);
    if (hidden !== item) list[index] = hidden;
  }
}

function hideInRecord(record: PlainRecord): void {
  for (const key in record) {
    const value = record[key];
    const hidden = isSecretKey(key) && isSecret(key, value, record) ? REDACTED : hideSecrets(value);
    if (hidden !== value) record[key] = hidden;
  }
}

/** A flag such as `hasPassword` is none, nor is the `token` of a log probability. */
function isSecret(key: string, value: unknown, record: PlainRecord): boolean {
  if (value === '' || value === null || value === undefined || typeof value === 'boolean') return false;
  return !(key === 'token' && 'logprob' in record);
}
