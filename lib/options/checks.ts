import { REPORT_LEVELS } from '../faults/reporter.js';
import { MAX_BODY_BYTES } from '../protocol/limits.js';
import { any, type Checks, flag, hook, listOf, number, objectWith, oneOf, text, texts, url } from './check.js';

const ms = number(0, 2_147_483_647, 'ms');
const bytes = number(1, Infinity, 'bytes');
const isText = (value: unknown): boolean => typeof value === 'string';
const parser = objectWith('request', 'result', 'stream');

/** What each option takes. */
export const CHECKS: Checks = {
  apiKey: text,
  repositoryId: text,
  baseUrl: any(url, oneOf('')),
  enabled: flag,
  tags: texts,
  environment: text,
  release: text,
  strict: flag,
  logLevel: oneOf(...REPORT_LEVELS),
  entryPoints: { http: oneOf('lazy', 'always', false) },
  traceName: hook,
  session: hook,
  user: hook,
  traceTags: hook,
  captureContent: any(flag, hook),
  captureInput: flag,
  captureOutput: flag,
  redact: hook,
  redactSecrets: flag,
  maxFieldBytes: bytes,
  redactCards: flag,
  captureStack: flag,
  errorStatus: number(100, 599, 'an HTTP status'),
  price: hook,
  maxOpenMs: number(1, 2_147_483_647, 'ms'),
  sampling: { rate: number(0, 1, 'traces out of one'), keepErrors: flag, keepSlowerThanMs: ms },
  autoCapture: any(flag, objectWith()),
  parsers: listOf((value) => parser(value) === undefined, 'a list of objects with request, result and stream'),
  propagation: { hosts: listOf(isText, 'a list of host names'), trust: any(flag, hook) },
  collector: flag,
  transport: {
    flushInterval: ms,
    maxBatchBytes: number(1, MAX_BODY_BYTES, 'bytes'),
    maxQueueBytes: bytes,
    overflow: oneOf('spool', 'drop-oldest', 'drop-newest'),
    retry: { minDelay: ms, maxDelay: ms },
    requestTimeout: number(1, 2_147_483_647, 'ms'),
    spool: any(oneOf(false), objectWith()),
    durability: oneOf('memory', 'write-ahead', 'fsync'),
    shutdownTimeout: ms,
    compress: flag,
    dispatcher: objectWith('dispatch'),
  },
};
