import { createHash, randomUUID } from 'node:crypto';
import { MAX_ID_LENGTH } from './limits.js';

const WELL_FORMED = /^[A-Za-z0-9_-]+$/;

/** The version, then a counter of 12 bits: the third group of a UUID of version 7, as a number. */
const FIRST = 0x7000;
const LAST = 0x7fff;
/** What 48 bits do not hold: an app's own clock may say anything. */
const TOO_LATE = 2 ** 48;

let ms = 0;
let count = FIRST;
/** The first group, and the ms by 2^16 that it stands for. */
let group = '';
let knownHigh = NaN;
/** The text of the ms: the first two groups. */
let head = headOf(ms);

/**
 * A new element id: a UUID of version 7 (RFC 9562), greater as text than every one before it in the process, so that
 * ids tell the order in which elements were opened in the same millisecond, and whatever the clock does.
 */
export function newId(): string {
  const now = Math.floor(Date.now());
  if (now > ms && now < TOO_LATE) begin(now);
  else if (count === LAST) begin(ms + 1);
  else count += 1;
  return head + count.toString(16) + randomUUID().slice(18);
}

function begin(next: number): void {
  ms = next;
  count = FIRST;
  head = headOf(next);
}

/** Of the last 16 bits by themselves: of so large a number the digits are dearer than all else of an id. */
function headOf(time: number): string {
  const high = Math.floor(time / 0x10000);
  if (high !== knownHigh) {
    group = `${high.toString(16).padStart(8, '0')}-`;
    knownHigh = high;
  }
  return `${group}${(time % 0x10000).toString(16).padStart(4, '0')}-`;
}

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
