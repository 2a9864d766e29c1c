import { crc32 } from 'node:zlib';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Hex digits of the checksum, and the space after it. */
const HEAD = 9;

/** One line on disk. */
export interface LineRecord {
  /** Its place in the order of all lines of its process. */
  readonly place: number;
  /** The line as it goes to the server, without its newline. */
  readonly line: Buffer;
  /** The offset behind it. */
  readonly end: number;
}

/** Bytes between two newlines that are no record. */
export interface Damage {
  readonly place: undefined;
  readonly end: number;
}

/**
 * One record per line: `\n<crc32> <place> <line>\n`.
 *
 * A line holds no newline, so reading finds its feet again at the next one, whatever the bytes before it; the second
 * newline keeps the damage of one from reaching the next record.
 *
 * @param from the place of the first line
 */
export function encodeRecords(lines: readonly string[], from: number): Buffer {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const record = `${from + index} ${line}`;
    text += `\n${crc32(record).toString(16).padStart(8, '0')} ${record}\n`;
  }
  return Buffer.from(text);
}

/**
 * Reads whole records; what follows the last newline is left for the next chunk.
 *
 * @param base the offset of the chunk
 */
export function* decodeRecords(chunk: Buffer, base: number): Generator<LineRecord | Damage> {
  let start = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
    const piece = chunk.subarray(start, at);
    start = at + 1;
    if (piece.length > 0) yield recordIn(piece, base + start);
  }
}

function recordIn(piece: Buffer, end: number): LineRecord | Damage {
  const record = piece.subarray(HEAD);
  const space = record.indexOf(SPACE);
  const whole = space > 0 && piece[HEAD - 1] === SPACE && checksumIn(piece) === crc32(record);
  if (!whole) return { place: undefined, end };
  return { place: Number(record.toString('latin1', 0, space)), line: record.subarray(space + 1), end };
}

function checksumIn(piece: Buffer): number {
  return Number.parseInt(piece.toString('latin1', 0, HEAD - 1), 16);
}
