/** Tells apart what a consumer puts back into a stream by `unshift()`, and what therefore leaves it once more. */
export class PutBack {
  /** What came last, as far as it was not put back. */
  private last: unknown;
  /** How much of what is to come was there before: characters, bytes or values. */
  private known = 0;

  /** What of a chunk was not there before; undefined where all of it was. */
  fresh(chunk: unknown): unknown {
    this.last = chunk;
    if (this.known === 0) return chunk;
    const size = sizeOf(chunk);
    const old = Math.min(this.known, size);
    this.known -= old;
    return old < size && isText(chunk) ? chunk.slice(old) : undefined;
  }

  /** Notes what is put back, where it is the end of what came last. */
  back(chunk: unknown): void {
    const rest = without(this.last, chunk);
    if (rest === NONE) return;
    this.last = rest;
    this.known += sizeOf(chunk);
  }
}

const NONE = Symbol('not its end');

const isText = (chunk: unknown): chunk is string | Buffer => typeof chunk === 'string' || Buffer.isBuffer(chunk);

const sizeOf = (chunk: unknown): number => (isText(chunk) ? chunk.length : 1);

/** A chunk without its end. */
function without(chunk: unknown, end: unknown): unknown {
  if (typeof chunk === 'string') return typeof end === 'string' && chunk.endsWith(end) ? chunk.slice(0, -end.length) : NONE; // prettier-ignore
  if (!Buffer.isBuffer(chunk)) return chunk !== undefined && chunk === end ? undefined : NONE;
  const at = chunk.length - sizeOf(end);
  return Buffer.isBuffer(end) && at >= 0 && chunk.subarray(at).equals(end) ? chunk.subarray(0, at) : NONE;
}
