import { type Exchange } from './exchange.js';
import { decoded, decodedAtOnce } from './framing/encoding.js';
import { jsonOr } from './framing/frame.js';
import { type TimedBytes } from './recorded-bytes.js';

const MAX_DECODED_BYTES = 16_777_216;

/** A response's bytes as they were before they were encoded; undefined where this Node cannot undo it. */
export const answerChunks = ({ received, responseHeaders }: Exchange): Promise<readonly TimedBytes[] | undefined> =>
  decoded(received.chunks, responseHeaders.get('content-encoding'), MAX_DECODED_BYTES);

/** The same for what has come so far, on the spot. @throws what zlib does where the bytes are broken */
export const answerChunksAtOnce = ({ received, responseHeaders }: Exchange): readonly TimedBytes[] | undefined =>
  decodedAtOnce(received.chunks, responseHeaders.get('content-encoding'), MAX_DECODED_BYTES);

/** All of it as JSON; the text itself where it is none. */
export const wholeAnswer = (chunks: readonly TimedBytes[]): unknown =>
  jsonOr(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8'));
