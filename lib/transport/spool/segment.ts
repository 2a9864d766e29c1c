import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  fsync,
  fsyncSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';

import { type Damage, decodeRecords, type LineRecord } from './record.js';

/** How much is read at once, in bytes. */
const CHUNK = 262_144;
/** How much of the end is looked through for the last record, at first. */
const TAIL = 65_536;

/** Windows has no O_NOFOLLOW: undefined adds no bit. */
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

/**
 * One append-only file of records. All calls are synchronous and throw what the file system throws.
 *
 * It stays open until it is removed: a folder that vanishes takes no line along that this process has yet to read.
 */
export class Segment {
  /** Behind the place of its last line. */
  end: number;
  /** Where reading goes on. */
  private position = 0;

  private constructor(
    private readonly path: string,
    private readonly file: number,
    /** At most the place of its first line. */
    readonly first: number,
    private size: number,
  ) {
    this.end = first;
  }

  /** A new file, for the lines from place `first` on. */
  static create(path: string, first: number): Segment {
    return new Segment(path, openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600), first, 0);
  }

  /** The file of a process that is gone. */
  static open(path: string, first: number): Segment {
    const file = openSync(path, O_RDWR | O_NOFOLLOW);
    const segment = new Segment(path, file, first, fstatSync(file).size);
    segment.end = Math.max(first, segment.lastPlace() + 1);
    return segment;
  }

  get bytes(): number {
    return this.size;
  }

  /** Whether its file is still in its folder. */
  get exists(): boolean {
    return fstatSync(this.file).nlink > 0;
  }

  /**
   * Writes all of `records`; where the disk fails, the next call writes over what it took.
   *
   * @param end behind the place of their last line
   */
  append(records: Buffer, end: number): void {
    for (let written = 0; written < records.length;) {
      written += writeSync(this.file, records, written, records.length - written, this.size + written);
    }
    this.size += records.length;
    this.end = end;
  }

  /** What was not yet passed, in order. */
  *unread(): Generator<LineRecord | Damage> {
    let from = this.position;
    for (let length = CHUNK; from < this.size;) {
      const chunk = this.chunk(from, length);
      const last = from + chunk.length >= this.size;
      const whole = chunk.lastIndexOf('\n') + 1;
      if (whole > 0) {
        yield* decodeRecords(chunk.subarray(0, whole), from);
        from += whole;
        length = CHUNK;
      } else if (last) {
        yield { place: undefined, end: this.size };
        return;
      } else length *= 2;
    }
  }

  /** Reading goes on behind this record. */
  pass(record: LineRecord | Damage): void {
    this.position = record.end;
  }

  /** Everything in it is done with; it stays in use. */
  clear(): void {
    ftruncateSync(this.file, 0);
    this.size = this.position = 0;
  }

  close(): void {
    closeSync(this.file);
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  /** Resolves when the disk has it; never rejects, the next one covers what this one missed. */
  sync(): Promise<void> {
    return new Promise((resolve) => {
      fsync(this.file, () => resolve());
    });
  }

  syncNow(): void {
    fsyncSync(this.file);
  }

  private lastPlace(): number {
    for (let length = TAIL; ; length *= 2) {
      const from = Math.max(0, this.size - length);
      let place = -1;
      for (const record of decodeRecords(this.chunk(from, length), from)) place = record.place ?? place;
      if (place >= 0 || from === 0) return place;
    }
  }

  private chunk(from: number, length: number): Buffer {
    const chunk = Buffer.allocUnsafe(Math.min(length, this.size - from));
    let read = 0;
    while (read < chunk.length) {
      const count = readSync(this.file, chunk, read, chunk.length - read, from + read);
      if (count === 0) break;
      read += count;
    }
    // Somebody cut it short: looking for the rest would never end.
    if (read < chunk.length) this.size = from + read;
    return chunk.subarray(0, read);
  }
}
