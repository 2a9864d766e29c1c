import { createHash } from 'node:crypto';
import { isAbort } from '../observe/abort.js';
import { failureOf } from '../faults/failure.js';
import { errorBody } from '../parsers/error-body.js';
import { type ParsedRequest } from '../parsers/parser.js';
import { present } from '../parsers/present.js';
import { fields, isFields, number, text } from '../parsers/shape.js';
import { type GenerationError } from '../protocol/result.js';
import { type Attempt, type CapturedCall } from './captured-call.js';
import { type Exchange } from './exchange.js';
import { rateLimits } from './headers.js';
import { type Answer, readAnswer, type Reading } from './read-answer.js';
import { type RecognisedCall } from './recognise.js';
import { requestBody } from './request-body.js';

/**
 * Understands an exchange that is over, in slices between which the app goes on.
 *
 * @returns undefined for one that was no call of a model: a redirect's hop, or a stranger's request under such a path
 */
export async function readCall(reading: Reading): Promise<CapturedCall | undefined> {
  const { exchange, recognised } = reading;
  const { status } = exchange;
  if (status !== undefined && status >= 300 && status < 400) return undefined;
  const body = exchange.sent.text();
  const request = readRequest(reading, body);
  if (!recognised.isKnownHost && !request) return undefined;
  const answer = await readAnswer(reading);
  if (!recognised.isKnownHost && isStrange(exchange, answer)) return undefined;
  const { start, startedAt, endedAt = start } = exchange;
  return {
    recognised,
    provider: recognised.provider,
    ...present({ model: answer.parsed?.model ?? request?.model ?? recognised.model }),
    ...present({ request, result: answer.parsed?.result, status }),
    ...ending(exchange, answer),
    startedAt,
    endedAt: new Date(startedAt.getTime() + (endedAt - start)),
    ...(answer.firstTokenAt !== undefined && {
      firstTokenMs: answer.firstTokenAt - start,
      streamedMs: endedAt - answer.firstTokenAt,
    }),
    limits: rateLimits(exchange.responseHeaders),
    isOpaque: answer.isOpaque,
    attempt: attemptOf(exchange, recognised, body),
  };
}

/** A good answer that is no model's, and can be read. What failed tells nothing of its kind, and had the right request. */
const isStrange = ({ status = 0, error }: Exchange, answer: Answer): boolean =>
  status < 400 && error === undefined && !answer.parsed && !answer.error && !answer.isOpaque;

function readRequest({ exchange, recognised, parsers }: Reading, text: string): ParsedRequest | undefined {
  const body = exchange.sent.truncated ? undefined : requestBody(text);
  const parsed = body && parsers.request([recognised.api.request(body, recognised.model)]);
  return parsed && { ...parsed, provider: recognised.provider };
}

/** A reader who leaves after the last word has had a whole answer; before it, he has cancelled the call. */
function ending({ status = 0, error }: Exchange, answer: Answer): Pick<CapturedCall, 'outcome' | 'error'> {
  const failed = status >= 400 ? failedStatus(status, answer) : (answer.error ?? errorIn(answer));
  if (failed) return { outcome: 'error', error: failed };
  if (error === undefined || answer.isComplete) return { outcome: 'ok' };
  if (isAbort(error)) return { outcome: 'cancelled' };
  const { message, code, type } = failureOf(error, false);
  return { outcome: 'error', error: present({ message, code, type }) };
}

const failedStatus = (status: number, { error }: Answer): GenerationError => ({
  message: `HTTP ${String(status)}`,
  code: String(status),
  ...error,
});

/** One that came inside an answer that began well. */
function errorIn({ parsed }: Answer): GenerationError | undefined {
  const error = fields(parsed?.result)['error'];
  return isFields(error) ? (errorBody({ error }) ?? { message: 'unknown' }) : undefined;
}

function attemptOf({ requestHeaders }: Exchange, { url }: RecognisedCall, body: string): Attempt {
  const [, attempt, max] = /attempt=(\d+)(?:; max=(\d+))?/.exec(requestHeaders.get('amz-sdk-request') ?? '') ?? [];
  const count = requestHeaders.get('x-stainless-retry-count') ?? (attempt && String(Number(attempt) - 1));
  return {
    digest: once(() => createHash('sha256').update(`${url}\n${body}`).digest('base64url')),
    ...(max !== undefined && { isLast: attempt === max }),
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
