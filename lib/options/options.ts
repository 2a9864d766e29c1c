import { type ReportLevel } from '../faults/reporter.js';
import { type Cost, type Usage } from '../protocol/result.js';
import { type AutoCaptureOptions } from './capture-options.js';
import { type CaptureContent, type Redact } from './pipeline-options.js';
import { type SamplingOptions } from './sampling-options.js';
import { type TransportOptions } from './transport-options.js';

/**
 * When a unit of work of some kind gets a trace: `'lazy'` once something was attached to it, `'always'`, or `false`
 * for never.
 */
export type EntryPoint = 'lazy' | 'always' | false;

/** What a model's call cost, in US dollars; undefined where it is not known. */
export type Price = (provider: string, model: string, usage: Usage) => Cost | undefined;

/** The session a request belongs to: its id, or with a name and tags. */
export type SessionReference = string | { id: string; name?: string; tags?: Record<string, string> };

/**
 * Everything `MaximModule` can be told. All of it is optional: the credentials are read from the environment.
 *
 * Each option that is wrong throws a `MaximFault` at start; a wrong environment variable warns and falls back; a wrong
 * `MAXIM_BASE_URL` disables the module.
 *
 * @typeParam Context what tells of a request: Nest's `ExecutionContext`
 * @typeParam Parser what reads an LLM library's values
 */
export interface ModuleOptions<Context, Parser> {
  /** The key of your Maxim workspace; without one the module is disabled. @default env `MAXIM_API_KEY` */
  apiKey?: string | undefined;
  /** The log repository that traces go to. @default env `MAXIM_LOG_REPO_ID` */
  repositoryId?: string | undefined;
  /** The Maxim server, or a local collector. @default env `MAXIM_BASE_URL` or https://app.getmaxim.ai */
  baseUrl?: string | undefined;
  /** False: decorated methods run untouched and nothing is sent. @default env `MAXIM_ENABLED` or true */
  enabled?: boolean | undefined;
  /** Tags on every trace. @default none */
  tags?: Record<string, string>;
  /** Tag `environment` on every trace. @default env `NODE_ENV` */
  environment?: string | undefined;
  /** Tag `release` on every trace. @default none */
  release?: string | undefined;
  /** Wrong ids and wrong use throw instead of being mended with a warning. @default false */
  strict?: boolean;
  /** The least urgent of our own reports that Nest's `Logger` prints. @default 'warn' */
  logLevel?: ReportLevel;
  /** Which units of work get a trace by themselves. @default { http: 'lazy' } */
  entryPoints?: { http?: EntryPoint };
  /** A request's trace name. @default the method and the route's pattern, such as `POST /ask/:id` */
  traceName?: (context: Context) => string | undefined;
  /** The session a request belongs to. @default none */
  session?: (context: Context) => SessionReference | undefined;
  /** Who asked: becomes tag `user`. @default none */
  user?: (context: Context) => string | undefined;
  /** Tags of a request's trace. @default none */
  traceTags?: (context: Context) => Record<string, string> | undefined;
  /**
   * False: no inputs, outputs, messages or documents are logged anywhere; names, timings, models and usage are. A
   * function decides for each element; one that throws counts as false. @default true
   */
  captureContent?: CaptureContent;
  /** Whether decorated methods' arguments are logged. @default true */
  captureInput?: boolean;
  /** Whether decorated methods' results are logged. @default true */
  captureOutput?: boolean;
  /** Gets each captured value and gives the one to log, or a promise of it; an error hides the field. @default none */
  redact?: Redact;
  /** Whether API keys, tokens and passwords are hidden, before `redact` is asked. @default true */
  redactSecrets?: boolean;
  /**
   * Bytes a captured field may have; what is longer is cut and the element tagged `truncated`.
   * @default 262_144, for a generation's messages and result 4_194_304
   */
  maxFieldBytes?: number;
  /** Whether credit card numbers are hidden: 13 to 19 digits with a right check digit. @default false */
  redactCards?: boolean;
  /** Whether errors are logged with their stack. @default true */
  captureStack?: boolean;
  /** The HTTP status from which an `HttpException` or the like is an error of its trace and spans. @default 500 */
  errorStatus?: number;
  /** Gives a generation's cost in US dollars where the decorator gives none and usage is known. @default none */
  price?: Price;
  /** Ms until an element that was never ended is closed as `unfinished`. @default 1_800_000 */
  maxOpenMs?: number;
  /** Which traces are sent. @default { rate: 1 } */
  sampling?: SamplingOptions;
  /** Whether LLM calls are logged by themselves, without a decorator. @default true */
  autoCapture?: boolean | AutoCaptureOptions;
  /** Readers of your own for LLM libraries, asked before the built-in ones. @default none */
  parsers?: readonly Parser[];
  /** To whom trace headers go, and from whom they are believed. Has no effect yet. */
  propagation?: { hosts?: readonly string[]; trust?: boolean | ((context: Context) => boolean) };
  /** Runs the local collector inside the app. Has no effect yet. @default false */
  collector?: boolean;
  /** How lines travel. */
  transport?: TransportOptions;
}
