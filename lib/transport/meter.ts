import { MAX_UPLOAD_BYTES } from '../protocol/limits.js';
import { type Shelf } from './shelf.js';

/** How much of a file is looked at to tell its type, in bytes. */
const HEAD_BYTES = 4_096;

/** @throws Error where a file of so many bytes is too large */
export function assertFits(bytes: number): void {
  if (bytes > MAX_UPLOAD_BYTES) throw new Error(`it has more than ${MAX_UPLOAD_BYTES} bytes`);
}

/** Looks on while a file passes: counts its bytes, keeps its beginning, and stops it where it is too large. */
export class Meter {
  /** Bytes that have passed; room on the shelf is reserved for them. */
  bytes = 0;
  private readonly beginning: Uint8Array[] = [];

  constructor(private readonly shelf: Shelf) {}

  /** The first bytes. */
  get head(): Buffer {
    return Buffer.concat(this.beginning).subarray(0, HEAD_BYTES);
  }

  readonly watch = async function* (
    this: Meter,
    content: AsyncIterable<unknown> | Iterable<unknown>,
  ): AsyncGenerator<Uint8Array> {
    for await (const given of content) {
      const chunk = typeof given === 'string' ? Buffer.from(given) : given;
      if (!(chunk instanceof Uint8Array)) throw new Error('it gives something else than bytes and text');
      assertFits(this.bytes + chunk.length);
      if (!this.shelf.reserve(chunk.length)) throw new Error('too much waits to be uploaded');
      if (this.bytes < HEAD_BYTES) this.beginning.push(chunk.subarray(0, HEAD_BYTES));
      this.bytes += chunk.length;
      yield chunk;
    }
  }.bind(this);
}
