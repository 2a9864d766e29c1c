import { CUT } from './marks.js';
import { isRecord } from './plain.js';

/** No text inside a structure is cut below this: roles, ids and finish reasons stay whole. */
const SHORTEST_CUT = 64;
/** A UTF-16 unit that JSON escapes: `\u0000`. */
const MOST_BYTES_PER_UNIT = 6;
/** Members that lists and records keep, tried from the most on, where cutting texts is not enough. */
const MEMBERS = [4096, 1024, 256, 64, 16];
const FEWEST_MEMBERS = 8;
const LONGEST_KEY = 256;
/** Without these a message is none, nor is a result. */
const ESSENTIAL = new Set(['role', 'content', 'choices', 'message', 'output', 'usage', 'model']);
/** What the outline of a structure may have in any case, in bytes: without one it would be no message and no result. */
const OUTLINE_BYTES = 4096;

/** Bytes of UTF-8: of a text its own, of anything else those of its JSON. */
export const bytesOf = (value: unknown): number =>
  Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));

/** A text's bytes within JSON, without its quotes. */
const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/**
 * Plain JSON of at most so many bytes: cut inside its longest texts, and, where those are not what makes it long, in the
 * number of its members. Where that is too short for a structure, its outline of at most 4,096 bytes; undefined where it
 * is longer.
 */
export function shorten(value: unknown, maxBytes: number): unknown {
  if (typeof value === 'string') return cutText(value, maxBytes, bytesOf);
  const { textSizes, mostMembers } = survey(value);
  let short = textSizes.length > 0 ? withTexts(value, levelOf(textSizes, bytesOf(value) - maxBytes)) : value;
  for (const members of [...MEMBERS.filter((count) => count < mostMembers), FEWEST_MEMBERS]) {
    if (bytesOf(short) <= maxBytes) return short;
    short = withMembers(short, members);
  }
  return bytesOf(short) <= Math.max(maxBytes, OUTLINE_BYTES) ? short : undefined;
}

interface Survey {
  /** Bytes of each text that may be cut. */
  readonly textSizes: number[];
  /** Of the longest list or record. */
  mostMembers: number;
}

function survey(value: unknown, found: Survey = { textSizes: [], mostMembers: 0 }): Survey {
  if (typeof value === 'string' && value.length > SHORTEST_CUT / MOST_BYTES_PER_UNIT) {
    found.textSizes.push(jsonBytes(value));
  } else if (typeof value === 'object' && value !== null) {
    const members: unknown[] = Object.values(value);
    found.mostMembers = Math.max(found.mostMembers, members.length);
    for (const member of members) survey(member, found);
  }
  return found;
}

/** The size to which the longest texts must come down, all to the same, so that `excess` bytes are saved. */
function levelOf(sizes: readonly number[], excess: number): number {
  const descending = sizes.toSorted((a, b) => b - a);
  let taller = 0;
  for (const [index, size] of descending.entries()) {
    taller += size;
    const next = descending[index + 1] ?? 0;
    const saved = taller - next * (index + 1);
    if (saved >= excess) return Math.max(Math.floor((taller - excess) / (index + 1)), SHORTEST_CUT);
  }
  return SHORTEST_CUT;
}

function withTexts(value: unknown, level: number): unknown {
  if (typeof value === 'string') return jsonBytes(value) > level ? cutText(value, level, jsonBytes) : value;
  return mapMembers(value, (item) => withTexts(item, level));
}

function withMembers(value: unknown, most: number): unknown {
  if (Array.isArray(value)) return value.slice(0, most).map((item) => withMembers(item, most));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key.length <= LONGEST_KEY);
  const shown = kept.filter(([key], index) => index < most || ESSENTIAL.has(key));
  return Object.fromEntries(shown.map(([key, item]) => [key, withMembers(item, most)]));
}

function mapMembers(value: unknown, change: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

/** The beginning of a text and a mark, together at most so many bytes. Never half of a surrogate pair. */
function cutText(text: string, maxBytes: number, size: (text: string) => number): string {
  const room = maxBytes - Buffer.byteLength(CUT);
  let kept = text;
  for (let bytes = size(kept); bytes > room && kept !== ''; bytes = size(kept)) {
    const length = Math.min(Math.floor((kept.length * room) / bytes), kept.length - 1);
    kept = kept.slice(0, Math.max(length, 0)).replace(/[\uD800-\uDBFF]$/, '');
  }
  return kept + CUT;
}
