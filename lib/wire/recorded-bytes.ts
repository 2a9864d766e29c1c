/** Bytes and when they came. */
export interface TimedBytes {
  readonly bytes: Uint8Array;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** Copies of the bytes that pass by, up to a limit. */
export class RecordedBytes {
  readonly chunks: TimedBytes[] = [];
  private passed = 0;
  private cut = false;
  private isStopped = false;

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
    const bytes = this.cut || size === 0 ? undefined : copyOf(chunk, encoding);
    if (bytes) this.chunks.push({ bytes, at: performance.now() });
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
  copy.set(chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  return copy;
}

const isEncoding = (value: unknown): value is BufferEncoding => typeof value === 'string' && Buffer.isEncoding(value);
