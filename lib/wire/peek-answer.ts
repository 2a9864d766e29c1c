import { type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { attempt } from '../parsers/total.js';
import { type GenerationResult } from '../protocol/result.js';
import { answerChunksAtOnce, wholeAnswer } from './answer-body.js';
import { type Exchange } from './exchange.js';
import { framesOf } from './framing/frames.js';
import { type RecognisedCall } from './recognise.js';

/** What of a model's answer has arrived, read on the spot: for the few who cannot wait until it is read in passing. */
export function peekAnswer(
  exchange: Exchange,
  { api }: RecognisedCall,
  parsers: ParserRegistry,
): GenerationResult | undefined {
  const chunks = 'parser' in api ? attempt(() => answerChunksAtOnce(exchange), undefined) : undefined;
  if (!chunks || !('parser' in api)) return undefined;
  const frames = framesOf(chunks, exchange.responseHeaders.get('content-type'));
  if (!frames) return parsers.result(api.result(wholeAnswer(chunks)))?.result;
  let merge: StreamMerge | undefined;
  for (const { value } of frames) {
    merge ??= parsers.stream(value);
    merge?.add(value);
  }
  return merge?.result()?.result;
}
