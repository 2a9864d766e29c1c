/** Bytes and when they came. */
export interface TimedBytes {
  readonly bytes: Uint8Array;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** Copies of the bytes that pass by, up to a limit. */
export class RecordedBytes {
  readonly chunks: TimedBytes[] = [];
  private size = 0;
  private cut = false;

  /** @param limit the most bytes that are kept */
  constructor(private readonly limit: number) {}

  /** Whether more passed by than was kept. */
  get truncated(): boolean {
    return this.cut;
  }

  /** @param encoding of a chunk that is a string */
  add(chunk: unknown, encoding?: unknown): void {
    if (this.cut) return;
    const bytes = copyOf(chunk, encoding);
    if (bytes === undefined || bytes.length === 0) return;
    this.size += bytes.length;
    if (this.size > this.limit) this.cut = true;
    else this.chunks.push({ bytes, at: performance.now() });
  }

  text(): string {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes)).toString('utf8');
  }
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
