import { MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Entity } from '../protocol/line.js';
import { fieldOf } from './fields.js';
import { type PlainRecord } from './plain.js';
import { bytesOf, shorten } from './shorten.js';

/** A UTF-16 unit has at most so many bytes of UTF-8. */
const BYTES_PER_UNIT = 3;

/** Whether a value has more bytes than a field may have, by its JSON. */
export function exceeds(json: string, maxBytes: number): boolean {
  if (json.length * BYTES_PER_UNIT <= maxBytes || Buffer.byteLength(json) <= maxBytes) return false;
  return !json.startsWith('"') || bytesOf(JSON.parse(json)) > maxBytes; // A text's JSON is longer than itself.
}

/** Keeps every field of a line within its bytes. */
export class Truncator {
  private readonly harmless: number;

  /** @param maxFieldBytes of every field; undefined: each has its own */
  constructor(private readonly maxFieldBytes: number | undefined) {
    this.harmless = Math.floor((maxFieldBytes ?? MAX_FIELD_BYTES) / BYTES_PER_UNIT);
  }

  /** Whether a line's data may hold too long a field, by the length of its JSON: a quick answer for nearly all. */
  mayExceed(json: string): boolean {
    return json.length > this.harmless;
  }

  /** Cuts the fields that are too long, in their place. @returns whether there were any */
  cut(entity: Entity, data: PlainRecord): boolean {
    let isCut = false;
    for (const key in data) {
      const field = fieldOf(entity, key);
      const value = data[key];
      if (field === undefined || value === undefined) continue;
      const max = this.maxFieldBytes ?? field.maxBytes;
      if (bytesOf(value) <= max) continue;
      data[key] = shorten(value, max) ?? field.hidden(value);
      isCut = true;
    }
    return isCut;
  }
}
