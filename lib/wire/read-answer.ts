import { errorBody } from '../parsers/error-body.js';
import { type ParsedRequest } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { fields, number } from '../parsers/shape.js';
import { answerBody, type AnswerBody } from './answer-body.js';
import { type Answer, answerOf } from './answer.js';
import { type ModelApi } from './apis.js';
import { type Exchange } from './exchange.js';
import { FrameReader } from './frame-reader.js';
import { framed } from './framing/frames.js';
import { withHeaderUsage } from './header-usage.js';
import { type RecognisedCall } from './recognise.js';
import { isOwnError } from './own-error.js';
import { whenThere } from './when-there.js';

/** What a model's call stands on: where it went, what went over the wire, and who reads it. */
export interface Reading {
  readonly exchange: Exchange;
  readonly recognised: RecognisedCall;
  readonly api: ModelApi;
  readonly parsers: ParserRegistry;
}

/** Reads what a model answered to a request: at once, but where it is encoded or long. */
export const readAnswer = (reading: Reading, request?: ParsedRequest): Answer | Promise<Answer> =>
  whenThere(answerBody(reading.exchange), (body) => readBody(reading, request, body));

/** How many answers a request asks for. */
function answersAsked({ modelParameters }: ParsedRequest): number {
  const { n, candidateCount } = fields(modelParameters);
  return number(n) ?? number(candidateCount) ?? 1;
}

function readBody(
  { exchange, api, parsers }: Reading,
  request: ParsedRequest | undefined,
  body: AnswerBody | undefined,
): Answer | Promise<Answer> {
  if (body === undefined) return { isComplete: false, isOpaque: true };
  const messages = framed(body, exchange.responseHeaders.get('content-type'));
  if (messages) return new FrameReader(parsers, messages, answersAsked(request ?? {})).read();
  const { value } = body;
  const parsed = withHeaderUsage(parsers.result(api.result(value)), exchange.responseHeaders);
  if (parsed) return answerOf(parsed, undefined, true);
  return { ...answerOf(undefined, errorBody(value), false), isForeign: !isOwnError(api.provider, value) };
}
