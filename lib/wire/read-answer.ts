import { errorBody } from '../parsers/error-body.js';
import { type ParsedResult, type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { fields, isFields } from '../parsers/shape.js';
import { type GenerationError } from '../protocol/result.js';
import { answerChunks, wholeAnswer } from './answer-body.js';
import { type ModelApi } from './apis.js';
import { type Said } from './ending.js';
import { type Exchange } from './exchange.js';
import { type Frame } from './framing/frame.js';
import { framesOf } from './framing/frames.js';
import { LastWord } from './last-word.js';
import { type RecognisedCall } from './recognise.js';
import { type TimedBytes } from './recorded-bytes.js';

/** What a model's call stands on: where it went, what went over the wire, and who reads it. */
export interface Reading {
  readonly exchange: Exchange;
  readonly recognised: RecognisedCall;
  readonly api: ModelApi;
  readonly parsers: ParserRegistry;
}

/** What a response said. */
export interface Answer extends Said {
  readonly parsed?: ParsedResult;
  readonly isOpaque: boolean;
  /** On the clock of `performance.now()`; undefined where it did not come in pieces, or none of them was output. */
  readonly firstTokenAt?: number;
}

/** Messages that are read before the app's own work goes on. */
const SLICE = 500;

export async function readAnswer(reading: Reading): Promise<Answer> {
  const chunks = await answerChunks(reading.exchange);
  if (chunks === undefined) return { isComplete: false, isOpaque: true };
  const frames = framesOf(chunks, reading.exchange.responseHeaders.get('content-type'));
  return frames ? readFrames(reading, frames) : readWhole(reading, chunks);
}

function readWhole({ api, parsers }: Reading, chunks: readonly TimedBytes[]): Answer {
  const body = wholeAnswer(chunks);
  const parsed = parsers.result(api.result(body));
  if (parsed) return answer(parsed, undefined, true);
  return answer(undefined, errorBody(body), false);
}

async function readFrames({ parsers }: Reading, frames: Iterable<Frame>): Promise<Answer> {
  let merge: StreamMerge | undefined;
  let error: GenerationError | undefined;
  let firstTokenAt: number | undefined;
  const lastWord = new LastWord();
  let count = 0;
  for (const { value, at } of frames) {
    if (++count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
    merge ??= parsers.stream(value);
    if (merge?.add(value)) firstTokenAt ??= at;
    if (!merge && 'error' in fields(value)) error = errorBody(value);
    lastWord.add(value);
  }
  const told = answer(merge?.result(), error, lastWord.isSaid);
  return firstTokenAt === undefined ? told : { ...told, firstTokenAt };
}

function answer(parsed: ParsedResult | undefined, told: GenerationError | undefined, isComplete: boolean): Answer {
  const error = told ?? errorIn(parsed);
  return { ...(parsed && { parsed }), ...(error && { error }), isComplete, isOpaque: false };
}

/** One that came inside an answer that began well. */
function errorIn(parsed: ParsedResult | undefined): GenerationError | undefined {
  const error = fields(parsed?.result)['error'];
  return isFields(error) ? (errorBody({ error }) ?? { message: 'unknown' }) : undefined;
}
