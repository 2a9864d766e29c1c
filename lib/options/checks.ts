import { REPORT_LEVELS } from '../faults/reporter.js';
import { MAX_BODY_BYTES } from '../protocol/limits.js';
import { address } from './address.js';
import {
  byHost,
  type Check,
  each,
  either,
  flag,
  hook,
  listOf,
  number,
  objectWith,
  oneOf,
  options,
  text,
  token,
} from './check.js';
import { type AutoCaptureOptions } from './capture-options.js';
import { type ModuleOptions } from './options.js';
import { type SamplingOptions } from './sampling-options.js';
import { type TransportOptions } from './transport-options.js';

/** The longest a timer of Node can wait. */
const MAX_MS = 2_147_483_647;
const ms = number(0, MAX_MS, 'ms');
const someMs = number(1, MAX_MS, 'ms');
const bytes = number(1, Infinity, 'bytes');

const TRANSPORT = {
  flushInterval: ms,
  maxBatchBytes: number(1, MAX_BODY_BYTES, 'bytes'),
  maxQueueBytes: bytes,
  overflow: oneOf('spool', 'drop-oldest', 'drop-newest'),
  retry: options({ minDelay: ms, maxDelay: ms }),
  requestTimeout: someMs,
  spool: either(oneOf(false), options({ dir: text, maxBytes: bytes })),
  durability: oneOf('memory', 'write-ahead', 'fsync'),
  shutdownTimeout: ms,
  compress: flag,
  dispatcher: objectWith('dispatch'),
} satisfies Record<keyof TransportOptions, Check>;

const SAMPLING = {
  rate: number(0, 1),
  keepErrors: flag,
  keepSlowerThanMs: ms,
} satisfies Record<keyof SamplingOptions, Check>;

const AUTO_CAPTURE = {
  orphans: oneOf('drop', 'trace'),
  hosts: byHost(either(text, oneOf(false))),
} satisfies Record<keyof AutoCaptureOptions, Check>;

/** What each option takes. */
export const CHECKS = {
  apiKey: token,
  repositoryId: text,
  baseUrl: address,
  enabled: flag,
  tags: each(text),
  environment: text,
  release: text,
  strict: flag,
  logLevel: oneOf(...REPORT_LEVELS),
  entryPoints: options({ http: oneOf('lazy', 'always', false) }),
  traceName: hook,
  session: hook,
  user: hook,
  traceTags: hook,
  captureContent: either(flag, hook),
  captureInput: flag,
  captureOutput: flag,
  redact: hook,
  redactSecrets: flag,
  maxFieldBytes: bytes,
  redactCards: flag,
  captureStack: flag,
  errorStatus: number(100, 599),
  price: hook,
  maxOpenMs: someMs,
  sampling: options(SAMPLING),
  autoCapture: either(flag, options(AUTO_CAPTURE)),
  parsers: listOf(objectWith('request', 'result', 'stream'), 'objects with request, result and stream'),
  propagation: options({ hosts: listOf(text, 'host names'), trust: either(flag, hook) }),
  collector: flag,
  transport: options(TRANSPORT),
} satisfies Record<keyof ModuleOptions<never, never>, Check>;
