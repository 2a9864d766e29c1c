import { errorBody } from '../parsers/error-body.js';
import { type ParsedResult, type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { fields } from '../parsers/shape.js';
import { type GenerationError } from '../protocol/result.js';
import { isLastWord } from './ending.js';
import { type Exchange } from './exchange.js';
import { decoded } from './framing/encoding.js';
import { type Frame, jsonOr } from './framing/frame.js';
import { framesOf } from './framing/frames.js';
import { type RecognisedCall } from './recognise.js';
import { type TimedBytes } from './recorded-bytes.js';

/** What a call stands on: where it went, what went over the wire, and who reads it. */
export interface Reading {
  readonly exchange: Exchange;
  readonly recognised: RecognisedCall;
  readonly parsers: ParserRegistry;
}

/** What a response said. */
export interface Answer {
  readonly parsed?: ParsedResult;
  readonly error?: GenerationError;
  /** The model's last word is there. */
  readonly isComplete: boolean;
  readonly isOpaque: boolean;
  /** On the clock of `performance.now()`; undefined where it did not come in pieces, or none of them was output. */
  readonly firstTokenAt?: number;
}

const MAX_DECODED_BYTES = 16_777_216;

/** Messages that are read before the app's own work goes on. */
const SLICE = 500;

export async function readAnswer(reading: Reading): Promise<Answer> {
  const { received, responseHeaders } = reading.exchange;
  const chunks = await decoded(received.chunks, responseHeaders.get('content-encoding'), MAX_DECODED_BYTES);
  if (chunks === undefined) return { isComplete: false, isOpaque: true };
  const frames = framesOf(chunks, responseHeaders.get('content-type'));
  return frames ? readFrames(reading, frames) : readWhole(reading, chunks);
}

function readWhole({ recognised, parsers }: Reading, chunks: readonly TimedBytes[]): Answer {
  const body = jsonOr(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8'));
  const parsed = parsers.result(recognised.api.result(body));
  if (parsed) return { parsed, isComplete: true, isOpaque: false };
  const error = errorBody(body);
  return { ...(error && { error }), isComplete: false, isOpaque: false };
}

async function readFrames({ parsers }: Reading, frames: Iterable<Frame>): Promise<Answer> {
  let merge: StreamMerge | undefined;
  let error: GenerationError | undefined;
  let firstTokenAt: number | undefined;
  let isComplete = false;
  let count = 0;
  for (const { value, at } of frames) {
    if (++count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
    merge ??= parsers.stream(value);
    if (merge?.add(value)) firstTokenAt ??= at;
    if (!merge && 'error' in fields(value)) error = errorBody(value);
    isComplete ||= isLastWord(value);
  }
  const parsed = merge?.result();
  return {
    ...(parsed && { parsed }),
    ...(error && { error }),
    ...(firstTokenAt !== undefined && { firstTokenAt }),
    isComplete,
    isOpaque: false,
  };
}
