import { type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { attempt } from '../parsers/total.js';
import { type GenerationResult } from '../protocol/result.js';
import { answerBodyAtOnce } from './answer-body.js';
import { type Exchange } from './exchange.js';
import { framed } from './framing/frames.js';
import { type RecognisedCall } from './recognise.js';

/** What of a model's answer has arrived, read on the spot: for the few who cannot wait until it is read in passing. */
export function peekAnswer(
  exchange: Exchange,
  { api }: RecognisedCall,
  parsers: ParserRegistry,
): GenerationResult | undefined {
  const body = 'parser' in api ? attempt(() => answerBodyAtOnce(exchange), undefined) : undefined;
  if (!body || !('parser' in api)) return undefined;
  const messages = framed(body, exchange.responseHeaders.get('content-type'));
  if (!messages) return parsers.result(api.result(body.value))?.result;
  let merge: StreamMerge | undefined;
  for (const { value } of messages.frames) {
    merge ??= parsers.stream(value);
    merge?.add(value);
  }
  return merge?.result()?.result;
}
