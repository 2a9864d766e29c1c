import { type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Refusal } from './refusal.js';

const inflate = promisify(gunzip);

/**
 * The whole body of a request, unzipped where it says that it is gzip.
 *
 * @param max bytes, both as sent and unzipped
 * @throws Refusal 413 where there is more, 415 for another encoding, 400 where it is broken or breaks off
 */
export async function readBody(request: IncomingMessage, max: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return received(request, max);
  if (encoding !== 'gzip') throw new Refusal(415, `The encoding "${encoding}" is not known. Send it plain or as gzip.`);
  const zipped = await received(request, max);
  try {
    return await inflate(zipped, { maxOutputLength: max });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(max);
    throw new Refusal(400, 'The body is not gzip, as its content-encoding says.');
  }
}

// What comes after the limit is read and thrown away: a client that is still sending would not see an answer.
function received(request: IncomingMessage, max: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= max) chunks.push(chunk);
      else reject(tooLarge(max));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => reject(new Refusal(400, 'The body broke off.')));
    request.on('error', reject);
  });
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const tooLarge = (max: number): Refusal =>
  new Refusal(413, `The body is larger than ${max} bytes. Send it in parts, or a single large line as an upload.`);
