import { StringDecoder } from 'node:string_decoder';
import { type TimedBytes } from '../recorded-bytes.js';
import { awsFrames } from './aws-events.js';
import { type Frame, type TimedText } from './frame.js';
import { jsonArrayFrames } from './json-array.js';
import { ndjsonFrames } from './ndjson.js';
import { sseFrames } from './sse.js';

const OPENING = 16;

/**
 * The messages of a response that comes in several, as its bytes came; undefined for one that is a single whole.
 *
 * @param contentType as the response's header says it; some servers say nothing of use, so the first bytes count too
 */
export function framesOf(chunks: readonly TimedBytes[], contentType = ''): Iterable<Frame> | undefined {
  const type = contentType.toLowerCase();
  if (type.includes('vnd.amazon.eventstream')) return awsFrames(chunks);
  if (/ndjson|jsonl|jsonlines|json-seq|stream\+json/.test(type)) return ndjsonFrames(texts(chunks));
  const opening = openingOf(chunks);
  if (type.includes('event-stream') || /^(data|event|id|retry)?:/.test(opening)) return sseFrames(texts(chunks));
  return opening.startsWith('[') ? jsonArrayFrames(texts(chunks)) : undefined;
}

/** Enough of the beginning to tell a format by. */
const openingOf = (chunks: readonly TimedBytes[]): string =>
  Buffer.concat(chunks.slice(0, OPENING).map(({ bytes }) => bytes.subarray(0, OPENING)))
    .toString('latin1', 0, OPENING)
    .trimStart();

/** A character may come in two chunks; it counts to the second. */
function* texts(chunks: readonly TimedBytes[]): Generator<TimedText> {
  const decoder = new StringDecoder('utf8');
  for (const { bytes, at } of chunks) {
    const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (text !== '') yield { text, at };
  }
}
