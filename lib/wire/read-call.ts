import { createHash } from 'node:crypto';
import { type ParsedRequest } from '../parsers/parser.js';
import { present } from '../parsers/present.js';
import { number, text } from '../parsers/shape.js';
import { type Attempt, type CapturedCall } from './captured-call.js';
import { endingOf, timesOf } from './ending.js';
import { type Exchange } from './exchange.js';
import { rateLimits } from './headers.js';
import { type Answer } from './answer.js';
import { readAnswer, type Reading } from './read-answer.js';
import { type RecognisedCall } from './recognise.js';
import { requestBody, sentText } from './request-body.js';
import { whenThere } from './when-there.js';

/**
 * Understands the exchange of a model's call.
 *
 * @returns undefined where body or answer are those of something else
 */
export function readCall(reading: Reading): CapturedCall | undefined | Promise<CapturedCall | undefined> {
  const { exchange, recognised } = reading;
  const body = sentText(exchange);
  const model = recognised.target ?? modelHeader(exchange);
  const request = readRequest(reading, body, model);
  if (!recognised.isKnownHost && !request && !exchange.sent.truncated) return undefined;
  return whenThere(readAnswer(reading, request), (answer) => callOf(reading, { body, model, request }, answer));
}

/** What was sent, as far as it could be read. */
interface Asked {
  readonly body: string;
  readonly model: string | undefined;
  readonly request: ParsedRequest | undefined;
}

function callOf(
  { exchange, recognised }: Reading,
  { body, model, request }: Asked,
  answer: Answer,
): CapturedCall | undefined {
  if (!recognised.isKnownHost && isStrange(exchange, answer, request)) return undefined;
  return {
    recognised,
    provider: recognised.provider,
    ...present({ model: answer.parsed?.model ?? request?.model ?? model }),
    ...present({ request, result: answer.parsed?.result, status: exchange.status }),
    ...endingOf(exchange, answer),
    ...timesOf(exchange),
    ...clockOf(exchange, answer),
    limits: rateLimits(exchange.responseHeaders),
    isOpaque: answer.isOpaque,
    isTruncated: exchange.received.truncated,
    attempt: attemptOf(exchange, recognised, body),
  };
}

/** The AI SDK's gateway names it there. */
const modelHeader = ({ requestHeaders }: Exchange): string | undefined =>
  requestHeaders.get('ai-language-model-id') ?? requestHeaders.get('ai-model-id');

/** What came back is no model's, and can be read. A call without an answer had the right request. */
function isStrange(exchange: Exchange, answer: Answer, request: ParsedRequest | undefined): boolean {
  const { status = 0, error, received } = exchange;
  if (answer.parsed) return false;
  if (!request) return true; // Too long to be kept: only the answer says whose it is.
  if (status >= 400) return !isOfLibrary(exchange) && (answer.isForeign === true || (status < 500 && !answer.error));
  return error === undefined && !received.truncated && !answer.error && !answer.isOpaque;
}

/** A provider's library made it. */
const isOfLibrary = ({ requestHeaders }: Exchange): boolean =>
  requestHeaders.has('x-stainless-retry-count') || requestHeaders.has('amz-sdk-invocation-id');

/** A body that is none of the API's own shape may still be one that another parser knows. */
function readRequest(
  { exchange, recognised, api, parsers }: Reading,
  sent: string,
  model: string | undefined,
): ParsedRequest | undefined {
  const body = exchange.sent.truncated ? undefined : requestBody(sent);
  const parsed = body && (parsers.request([api.request(body, model)]) ?? parsers.request([body]));
  return parsed && { ...parsed, provider: recognised.provider };
}

function clockOf(
  { start, endedAt: end = start, received }: Exchange,
  { pieces }: Answer,
): Pick<CapturedCall, 'start' | 'end' | 'pieces' | 'firstTokenMs' | 'streamedMs'> {
  const [first] = pieces ?? [];
  const speed = first !== undefined && { firstTokenMs: first - start, streamedMs: end - first };
  return { start, end, ...speed, ...present({ pieces: received.truncated ? undefined : pieces }) };
}

function attemptOf(exchange: Exchange, { url }: RecognisedCall, body: string): Attempt {
  const { requestHeaders, responseHeaders, sent } = exchange;
  const asked = responseHeaders.get('x-should-retry');
  const [, attempt, max] = /attempt=(\d+)(?:; max=(\d+))?/.exec(requestHeaders.get('amz-sdk-request') ?? '') ?? [];
  const count = requestHeaders.get('x-stainless-retry-count') ?? (attempt && String(Number(attempt) - 1));
  return {
    digest: once(() =>
      createHash('sha256')
        .update(`${url}\n${sent.truncated ? sent.size : body}`)
        .digest('base64url'),
    ),
    ...(max !== undefined && { isLast: attempt === max }),
    ...(asked !== undefined && { isAsked: asked === 'true' }),
    ...(sent.truncated && { isVague: true }),
    ...present({
      retries: count === undefined ? undefined : number(Number(count)),
      callId: text(requestHeaders.get('amz-sdk-invocation-id')),
    }),
  };
}

/** What it stands on is let go once it is known. */
function once(reckon: () => string): () => string {
  let source: (() => string) | undefined = reckon;
  let known = '';
  return () => {
    known = source?.() ?? known;
    source = undefined;
    return known;
  };
}
