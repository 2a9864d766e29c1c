import { type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { isObject, method } from '../../observe/shape.js';
import { type TimedBytes } from '../recorded-bytes.js';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
/** What has arrived comes out, though the rest may never follow. */
const FLUSHED = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI_FLUSHED = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };

/** `ZSTD_e_flush`, of which the types of Node 20 do not know either. */
const ZSTD_FLUSHED = { flush: 1, finishFlush: 1 };

/** Some servers call raw deflate by the name of zlib's format, which begins with the number of its method. */
const isZlib = (first: number | undefined): boolean => ((first ?? 0) & 0x0f) === 8;

/** Node has it from 22.15 on, the types of Node 20 do not know it. */
function zstd(): Transform | undefined {
  const made = method(zlib, 'createZstdDecompress')?.call(zlib);
  return isTransform(made) ? made : undefined;
}

const isTransform = (value: unknown): value is Transform => isObject(value) && 'write' in value && 'destroy' in value;

function decoder(encoding: string, first: number | undefined): Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.createGunzip(FLUSHED);
  if (encoding === 'deflate') return isZlib(first) ? zlib.createInflate(FLUSHED) : zlib.createInflateRaw(FLUSHED);
  if (encoding === 'br') return zlib.createBrotliDecompress(BROTLI_FLUSHED);
  return encoding === 'zstd' ? zstd() : undefined;
}

/** More than these are nothing that an app could read. */
const MOST_ENCODINGS = 5;

/** The last one that was applied first. */
const namesIn = (encoding = ''): string[] =>
  encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();

/**
 * Undoes a `content-encoding`. Bytes keep the time at which those came that they were made of.
 *
 * @param limit where reading stops, in bytes, however much more there is
 * @returns undefined where this Node cannot undo it
 */
export function decoded(
  chunks: readonly TimedBytes[],
  encoding: string | undefined,
  limit: number,
): readonly TimedBytes[] | Promise<readonly TimedBytes[] | undefined> {
  const names = namesIn(encoding);
  return names.length === 0 ? chunks : undo(names, chunks, limit);
}

async function undo(
  names: readonly string[],
  chunks: readonly TimedBytes[],
  limit: number,
): Promise<readonly TimedBytes[] | undefined> {
  if (names.length > MOST_ENCODINGS) return undefined;
  let inner = chunks;
  for (const name of names) {
    const stream = decoder(name, inner[0]?.bytes[0]);
    if (!stream) return undefined;
    inner = await inflate(stream, inner, limit);
  }
  return inner;
}

/**
 * The same at once, for a few bytes of which there may be more to come.
 *
 * @throws RangeError where there is more than the limit, and what zlib does where the bytes are broken
 */
export function decodedAtOnce(
  chunks: readonly TimedBytes[],
  encoding: string | undefined,
  limit: number,
): readonly TimedBytes[] | undefined {
  const names = namesIn(encoding);
  if (names.length === 0 || chunks.length === 0) return chunks;
  if (names.length > MOST_ENCODINGS) return undefined;
  let bytes: Buffer | undefined = Buffer.concat(chunks.map((chunk) => chunk.bytes));
  for (const name of names) bytes &&= inflateAtOnce(name, bytes, limit);
  return bytes && [{ bytes, at: 0 }];
}

function inflateAtOnce(encoding: string, bytes: Buffer, maxOutputLength: number): Buffer | undefined {
  if (encoding === 'br') return zlib.brotliDecompressSync(bytes, { ...BROTLI_FLUSHED, maxOutputLength });
  if (encoding === 'zstd') return zstdAtOnce(bytes, maxOutputLength);
  const isKnown = encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate';
  if (!isKnown) return undefined;
  const isRaw = encoding === 'deflate' && !isZlib(bytes[0]);
  return (isRaw ? zlib.inflateRawSync : zlib.unzipSync)(bytes, { ...FLUSHED, maxOutputLength });
}

function zstdAtOnce(bytes: Buffer, maxOutputLength: number): Buffer | undefined {
  const inner = method(zlib, 'zstdDecompressSync')?.call(zlib, bytes, { ...ZSTD_FLUSHED, maxOutputLength });
  return Buffer.isBuffer(inner) ? inner : undefined;
}

async function inflate(stream: Transform, chunks: readonly TimedBytes[], limit: number): Promise<TimedBytes[]> {
  const out: TimedBytes[] = [];
  let size = 0;
  let at = 0;
  stream.on('data', (bytes: Buffer) => {
    size += bytes.length;
    out.push({ bytes, at });
  });
  // The write that met the error hears nothing of it, only that the stream has closed. What came before it is good.
  stream.on('error', () => undefined);
  const closed = new Promise<boolean>((resolve) => stream.once('close', () => resolve(false)));
  for (const chunk of chunks) {
    at = chunk.at;
    const written = new Promise<boolean>((resolve) => {
      stream.write(chunk.bytes, (error) => resolve(!error));
    });
    if (!(await Promise.race([written, closed])) || size > limit) break;
  }
  stream.destroy();
  return out;
}
