import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { type Batch } from '../batch.js';
import { syncFolder } from './folder.js';
import { decodeRecords, encodeRecords } from './record.js';
import { Segment } from './segment.js';

const SEGMENT = /^(\d{16})\.log$/;
const MARK = 'mark';

/** What one reading passed over. */
export interface Reading {
  readonly batch: Batch | undefined;
  /** Pieces that were no record. */
  readonly damaged: number;
}

/**
 * The lines of one process on disk: a folder of segments and a mark, the place before which all is done with.
 *
 * Lines are appended in the order of their places and read in that order. All calls are synchronous and throw what the
 * file system throws.
 */
export class Journal {
  private readonly segments: Segment[] = [];
  private done = 0;
  private markFile: number | undefined;
  /** Its folder is gone: it can be read and that is all. */
  lost = false;

  /**
   * @param folder exists, and is this process's own
   * @param segmentBytes from which size on a new segment is begun
   * @param synced whether a segment that is full, and the name of a new one, are synced to the disk
   */
  constructor(
    readonly folder: string,
    private readonly segmentBytes: number,
    private readonly synced = false,
  ) {}

  /** The journal that a process left behind. */
  static open(folder: string, segmentBytes: number): Journal {
    const journal = new Journal(folder, segmentBytes);
    for (const name of readdirSync(folder).sort()) {
      const [, first] = SEGMENT.exec(name) ?? [];
      if (first !== undefined) journal.segments.push(Segment.open(join(folder, name), Number(first)));
    }
    journal.done = markIn(folder);
    return journal;
  }

  /** How many lines are not done with. */
  get lines(): number {
    return this.linesFrom(this.done);
  }

  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  get isEmpty(): boolean {
    return this.lines === 0;
  }

  /** @returns whether a segment was begun */
  append(lines: readonly string[], from: number): boolean {
    const last = this.segments.at(-1);
    const begins = last === undefined || last.bytes >= this.segmentBytes;
    const current = begins ? this.begin(from) : last;
    current.append(encodeRecords(lines, from), from + lines.length);
    return begins;
  }

  /**
   * Takes the next batch: lines from place `from` on and before `upTo`, those done with left out.
   *
   * @param maxBytes the largest body; a longer line makes a batch of its own
   */
  read(maxBytes: number, from: number, upTo = Infinity): Reading {
    const parts: Buffer[] = [];
    let next = Math.max(from, this.done);
    let first = next;
    let bytes = 0;
    let damaged = 0;
    reading: for (const segment of this.segments) {
      if (segment.end <= next) continue;
      for (const record of segment.unread()) {
        if (record.place === undefined) damaged += 1;
        else if (record.place >= upTo) break reading;
        else if (record.place >= next) {
          if (parts.length > 0 && bytes + 1 + record.line.length > maxBytes) break reading;
          if (parts.length === 0) first = record.place;
          else bytes += 1;
          parts.push(record.line);
          bytes += record.line.length;
          next = record.place + 1;
        }
        segment.pass(record);
      }
    }
    if (parts.length === 0) return { batch: undefined, damaged };
    return { batch: { body: joined(parts, bytes), lines: parts.length, from: first, to: next }, damaged };
  }

  /** Every line before this place is done with. */
  acknowledge(place: number): void {
    if (place <= this.done || this.segments.length === 0) return;
    this.done = place;
    if (!this.lost) this.mark();
    while (this.segments.length > 1 && (this.segments[0]?.end ?? Infinity) <= place) this.segments.shift()?.remove();
    const [only] = this.segments;
    if (this.segments.length === 1 && only !== undefined && only.end <= place && only.bytes > 0) only.clear();
  }

  /**
   * Gives up the oldest segment.
   *
   * @param keep how many are left in any case
   * @param handed lines before this place are in other hands
   * @returns how many lines are lost with it; undefined where none was given up
   */
  shed(keep: number, handed = 0): number | undefined {
    if (this.segments.length <= keep) return undefined;
    const needed = Math.max(this.done, handed);
    const before = this.linesFrom(needed);
    this.segments.shift()?.remove();
    return before - this.linesFrom(needed);
  }

  /** Whether its file is still where others would find it. */
  get exists(): boolean {
    return this.segments.at(-1)?.exists ?? true;
  }

  /** Says that its process lives. Throws where the folder is gone. */
  beat(): void {
    const now = new Date();
    utimesSync(this.folder, now, now);
  }

  /** Resolves when the disk has what was appended. */
  async sync(): Promise<void> {
    await this.segments.at(-1)?.sync();
  }

  syncNow(): void {
    this.segments.at(-1)?.syncNow();
  }

  /** Lets go of its files; the folder goes too where nothing is left to do in it. */
  close(): void {
    const empty = this.isEmpty;
    for (const segment of this.segments.splice(0)) segment.close();
    if (this.markFile !== undefined) closeSync(this.markFile);
    this.markFile = undefined;
    if (empty) rmSync(this.folder, { recursive: true, force: true });
  }

  private begin(from: number): Segment {
    if (this.synced) this.syncNow();
    const segment = Segment.create(join(this.folder, `${String(from).padStart(16, '0')}.log`), from);
    this.segments.push(segment);
    if (this.synced) syncFolder(this.folder);
    return segment;
  }

  private linesFrom(place: number): number {
    let lines = 0;
    for (const { first, end } of this.segments) lines += Math.max(0, end - Math.max(first, place));
    return lines;
  }

  private mark(): void {
    const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    this.markFile ??= openSync(join(this.folder, MARK), O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600);
    writeSync(this.markFile, encodeRecords([''], this.done), 0, null, 0);
  }
}

/** A mark that is missing or damaged costs lines sent twice, none lost. */
function markIn(folder: string): number {
  const path = join(folder, MARK);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return 0;
  for (const record of decodeRecords(readFileSync(path), 0)) if (record.place !== undefined) return record.place;
  return 0;
}

function joined(lines: readonly Buffer[], bytes: number): Buffer {
  const body = Buffer.alloc(bytes, '\n');
  let at = 0;
  for (const line of lines) at += line.copy(body, at) + 1;
  return body;
}
