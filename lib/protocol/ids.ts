import { createHash, randomUUID } from 'node:crypto';
import { MAX_ID_LENGTH } from './limits.js';

const WELL_FORMED = /^[A-Za-z0-9_-]+$/;

/** A new element id: a random UUID. */
export const newId = (): string => randomUUID();

/** Whether the protocol takes `id` as it is. */
export const isValidId = (id: string): boolean => id.length <= MAX_ID_LENGTH && WELL_FORMED.test(id);

/**
 * A valid id for an invalid one, the same in every process: the well-formed part, `-`, and eight hex digits of the
 * SHA-256 of the whole.
 */
export function mendId(id: string): string {
  if (isValidId(id)) return id;
  const digest = createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 8);
  const kept = id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_ID_LENGTH - 9);
  return `${kept}-${digest}`;
}
