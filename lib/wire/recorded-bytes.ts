/** Bytes and when they came. */
export interface TimedBytes {
  readonly bytes: Uint8Array;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** From so many chunks on, those of so many bytes that come within so many ms are kept as one. */
const MANY = 1000;
const SMALL = 512;
const MOMENT_MS = 1;

const SLAB_BYTES = 16_384;

/** Memory for many small chunks. */
class Slab {
  readonly bytes = Buffer.allocUnsafeSlow(SLAB_BYTES);
  used = 0;

  hasRoom(size: number): boolean {
    return this.used + size <= SLAB_BYTES;
  }

  add(chunk: unknown, encoding: unknown): void {
    if (typeof chunk === 'string')
      this.used += this.bytes.write(chunk, this.used, isEncoding(encoding) ? encoding : 'utf8');
    else if (ArrayBuffer.isView(chunk)) {
      this.bytes.set(bytesOf(chunk), this.used);
      this.used += chunk.byteLength;
    }
  }
}

/** The small chunks of a moment. */
class Moment implements TimedBytes {
  private readonly start: number;
  end: number;

  constructor(
    readonly slab: Slab,
    readonly at: number,
  ) {
    this.start = this.end = slab.used;
  }

  get bytes(): Uint8Array {
    return this.slab.bytes.subarray(this.start, this.end);
  }
}

/** Copies of the bytes that pass by, up to a limit. */
export class RecordedBytes {
  readonly chunks: TimedBytes[] = [];
  private passed = 0;
  private cut = false;
  private isStopped = false;
  private last: Moment | undefined;

  /** @param limit the most bytes that are kept */
  constructor(private readonly limit: number) {}

  /** Whether more passed by than was kept. */
  get truncated(): boolean {
    return this.cut;
  }

  /** How many passed by, in bytes; what is not kept counts as well. */
  get size(): number {
    return this.passed;
  }

  /** @param encoding of a chunk that is a string */
  add(chunk: unknown, encoding?: unknown): void {
    if (this.isStopped) return;
    const size = sizeOf(chunk, encoding);
    this.passed += size;
    this.cut ||= this.passed > this.limit;
    if (this.cut || size === 0) return;
    if (this.chunks.length >= MANY && size <= SMALL) return this.join(chunk, size, encoding);
    const bytes = copyOf(chunk, encoding);
    if (bytes) this.chunks.push({ bytes, at: performance.now() });
  }

  /** What comes in crumbs would take many times its size, were each kept for itself. */
  private join(chunk: unknown, size: number, encoding: unknown): void {
    if (!this.last || !this.last.slab.hasRoom(size)) this.last = new Moment(new Slab(), -Infinity);
    const at = performance.now();
    const isOpen = this.chunks.at(-1) === this.last && at - this.last.at < MOMENT_MS;
    if (!isOpen) this.chunks.push((this.last = new Moment(this.last.slab, at)));
    this.last.slab.add(chunk, encoding);
    this.last.end = this.last.slab.used;
  }

  /** Keeps no more. */
  stop(): void {
    this.isStopped = true;
  }
}

/** Bytes in UTF-8 as text. */
export const textOf = (chunks: readonly TimedBytes[]): string =>
  Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8');

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, isEncoding(encoding) ? encoding : 'utf8');
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

/** The bytes belong to the app, which may use their memory again. */
function copyOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk, isEncoding(encoding) ? encoding : 'utf8');
  if (!ArrayBuffer.isView(chunk)) return undefined;
  const copy = Buffer.allocUnsafe(chunk.byteLength);
  copy.set(bytesOf(chunk));
  return copy;
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const isEncoding = (value: unknown): value is BufferEncoding => typeof value === 'string' && Buffer.isEncoding(value);
