import { isUtf8 } from 'node:buffer';

import { filetypemime } from 'magic-bytes.js';
import { lookup } from 'mime-types';

/** A name that says nothing and bytes that say nothing. */
const UNKNOWN = 'application/octet-stream';

/**
 * A file's type: by the ending of its name, else by its first bytes, else by whether they are text.
 *
 * @param head as much of it as is at hand
 */
export function mimeTypeOf(head: Buffer, name?: string): string {
  const byName = name === undefined ? false : lookup(name);
  if (byName !== false) return byName;
  const [byBytes] = filetypemime(head);
  if (byBytes !== undefined) return byBytes;
  return head.length > 0 && isUtf8(withoutTornEnd(head)) ? 'text/plain' : UNKNOWN;
}

/** The head of a text may end inside a character, of four bytes at most. */
function withoutTornEnd(head: Buffer): Buffer {
  const last = head.subarray(-3).findLastIndex((byte) => byte >= 0xc0);
  return last === -1 ? head : head.subarray(0, Math.max(head.length - 3, 0) + last);
}
