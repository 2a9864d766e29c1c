import { isHttpUrl } from '../options/check.js';
import { retryAfter } from './backoff.js';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
  /** The beginning of its body as text. */
  readonly text: string;
}

/** What became of one request. `reason` is one sentence without its full stop. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** Not taken now; `after` is how many ms the server wants to be left alone. */
  | { readonly kind: 'retry'; readonly reason: string; readonly after?: number }
  /** Something in the body is not taken: the rest may be, apart from it. */
  | { readonly kind: 'split'; readonly reason: string }
  /** Nothing of ours is taken until somebody changes what `cure` names. */
  | { readonly kind: 'refused'; readonly reason: string; readonly cure: string };

const RETRIABLE = new Set([408, 425, 429]);
const ABOUT_THE_BODY = new Set([400, 413, 422]);
/** It is gone, cannot be read, is not as long as was announced, or its type is none. */
const ABOUT_THE_FILE = new Set([
  ...['ENOENT', 'EACCES', 'EISDIR', 'EIO'],
  ...['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'UND_ERR_INVALID_ARG'],
]);
const CURES: Readonly<Record<number, string>> = {
  401: 'Check MAXIM_API_KEY (option apiKey).',
  403: 'Check MAXIM_API_KEY (option apiKey), and that it may write to the repository MAXIM_LOG_REPO_ID (option repositoryId).',
  404: 'Check MAXIM_LOG_REPO_ID (option repositoryId) and MAXIM_BASE_URL (option baseUrl).',
};
const NO_TLS =
  'the server, or a proxy before it, speaks no TLS: use http:// for it in MAXIM_BASE_URL (option baseUrl), or in HTTPS_PROXY';
const OTHER_CURE = 'Check MAXIM_BASE_URL (option baseUrl).';

/** @param now the time in ms of the epoch, to read a `Retry-After` date by */
export function outcomeOf(answer: Answer, now: number): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return accepted(answer);
  const complaint = complaintIn(parse(answer.text));
  const reason = `the server answered ${status}${complaint === undefined ? '' : ` (${complaint})`}`;
  if (RETRIABLE.has(status) || status >= 500) {
    const after = retryAfter(answer.retryAfter, now);
    return after === undefined ? { kind: 'retry', reason } : { kind: 'retry', reason, after };
  }
  if (ABOUT_THE_BODY.has(status)) return { kind: 'split', reason };
  return { kind: 'refused', reason, cure: CURES[status] ?? OTHER_CURE };
}

/**
 * What a storage said to an upload, in a language of its own. An address it refuses may have expired: the next try has a
 * new one.
 */
export function outcomeOfPut({ status, retryAfter: header }: Answer, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const reason = `the storage answered ${status}`;
  if (ABOUT_THE_BODY.has(status)) return { kind: 'split', reason };
  const after = retryAfter(header, now);
  return after === undefined ? { kind: 'retry', reason } : { kind: 'retry', reason, after };
}

/** An upload that got no answer. What is the file's own fault no later try mends. */
export function outcomeOfPutFault(fault: unknown): Outcome {
  const { code, reason } = described(fault);
  return ABOUT_THE_FILE.has(code)
    ? { kind: 'split', reason: `the file cannot be sent (${reason})` }
    : { kind: 'retry', reason: `the storage cannot be reached (${reason})` };
}

/** Where an answer says that a file is to be put. */
export function placeIn(text: string): URL | undefined {
  const url = field(field(parse(text), 'data'), 'url');
  return typeof url === 'string' && isHttpUrl(url) ? new URL(url) : undefined;
}

/** A request that got no answer: a network fault, a timeout, or settings that make no request at all. */
export function outcomeOfFault(fault: unknown): Outcome {
  const { code, reason } = described(fault);
  if (code === 'UND_ERR_INVALID_ARG') {
    return {
      kind: 'refused',
      reason: `the request cannot be made (${reason})`,
      cure: `${CURES[401] ?? ''} ${OTHER_CURE}`,
    };
  }
  // OpenSSL takes the text of an HTTP server for a version of TLS.
  if (/^E(?:PROTO|RR_SSL_)/.test(code) && /wrong.version.number/i.test(`${code} ${reason}`)) {
    return { kind: 'retry', reason: NO_TLS };
  }
  return { kind: 'retry', reason: `the server cannot be reached (${reason})` };
}

/** The server answers JSON, also where it takes nothing; a page of HTML comes from somewhere else. */
function accepted({ status, text }: Answer): Outcome {
  if (text.trim() === '') return { kind: 'sent' };
  const body = parse(text);
  if (body === undefined)
    return { kind: 'retry', reason: `the server answered ${status} with a body that is not JSON` };
  const complaint = complaintIn(body);
  return complaint === undefined
    ? { kind: 'sent' }
    : { kind: 'retry', reason: `the server answered ${status} with an error (${complaint})` };
}

/** A key that is shorter is a stand-in, such as `local`: it may be part of a word, and stays there. */
const LEAST_SECRET = 16;

/** A server may echo the key; nothing we say may. */
export function keyless(outcome: Outcome, apiKey: string): Outcome {
  if (outcome.kind === 'sent') return outcome;
  const text = apiKey.replace(/\W/g, '\\$&');
  const key = new RegExp(apiKey.length < LEAST_SECRET ? `(?<!\\w)${text}(?!\\w)` : text, 'g');
  return { ...outcome, reason: outcome.reason.replace(key, '[api key]') };
}

/** The text of `{ error: string | { message } }`; undefined where a body holds no error. */
function complaintIn(body: unknown): string | undefined {
  const error = field(body, 'error');
  if (error === undefined || error === null || error === false) return undefined;
  const message = field(error, 'message') ?? error;
  return (typeof message === 'string' ? message : JSON.stringify(message)).slice(0, 200);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller is told by the missing value.
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

function described(fault: unknown): { code: string; reason: string } {
  const [given, message] = [field(fault, 'code'), field(fault, 'message')];
  const code = typeof given === 'string' ? given : 'unknown fault';
  // OpenSSL's own messages end with a line break.
  const said = typeof message === 'string' ? message.replace(/\s+/g, ' ').trim() : '';
  return { code, reason: said || code };
}
