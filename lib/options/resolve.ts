import { type ReportLevel } from '../faults/reporter.js';
import { type ResolvedCapture, resolveCapture } from './capture-options.js';
import { demand, options } from './check.js';
import { CHECKS } from './checks.js';
import { type Credentials, findCredentials } from './credentials.js';
import { type Environment } from './environment.js';
import { type EntryPoint, type ModuleOptions, type Price } from './options.js';
import { type ResolvedPipeline, type ResolvedSampling } from './pipeline-options.js';
import { resolveTransport } from './resolve-transport.js';
import { type SamplingOptions } from './sampling-options.js';
import { type ResolvedTransport } from './transport-options.js';

const DEFAULT_BASE_URL = 'https://app.getmaxim.ai';
const HALF_AN_HOUR = 1_800_000;
/** Checked already, and to come. */
const WITHOUT_EFFECT = ['propagation', 'collector'] as const;

type PipelineOptions = Pick<
  ModuleOptions<never, unknown>,
  'captureContent' | 'redactSecrets' | 'redactCards' | 'captureStack' | 'redact' | 'maxFieldBytes' | 'sampling'
>;

/** What the logger and its elements get. */
export interface ResolvedLogger<Parser> {
  readonly enabled: boolean;
  readonly repositoryId: string;
  readonly strict: boolean;
  /** On every trace. */
  readonly tags: Readonly<Record<string, string>>;
  readonly captureInput: boolean;
  readonly captureOutput: boolean;
  readonly captureStack: boolean;
  readonly maxOpenMs: number;
  readonly price?: Price;
  readonly parsers: readonly Parser[];
}

/** What a request's trace is made from. */
export interface ResolvedRequests<Context> {
  readonly http: EntryPoint;
  /** The status from which an `HttpException` is an error of the trace. */
  readonly errorStatus: number;
  readonly hooks: Pick<ModuleOptions<Context, never>, 'traceName' | 'session' | 'user' | 'traceTags'>;
}

/** All options with their defaults, each room's slice apart. */
export interface ResolvedOptions<Context, Parser> {
  readonly logLevel: ReportLevel;
  /** What to tell whoever set this up. */
  readonly warnings: readonly string[];
  /** Whether hints on how to run the app are welcome. */
  readonly hints: boolean;
  readonly logger: ResolvedLogger<Parser>;
  readonly requests: ResolvedRequests<Context>;
  readonly capture: ResolvedCapture;
  readonly pipeline: ResolvedPipeline;
  readonly transport: ResolvedTransport;
}

/**
 * Options and environment → what the rooms work with, frozen. Pure.
 *
 * @param recording true where a test's recorder stands in for the server: then no key is needed
 * @throws MaximFault `invalid-option` · `missing-repository`
 */
export function resolve<Context, Parser>(
  given: ModuleOptions<Context, Parser>,
  env: Environment,
  recording = false,
): ResolvedOptions<Context, Parser> {
  demand(options(CHECKS), given, '');
  const credentials = findCredentials(given, env, recording);
  const { apiKey, repositoryId } = credentials;
  const baseUrl = (given.baseUrl || env.baseUrl || DEFAULT_BASE_URL).trim().replace(/\/+$/, '');
  return Object.freeze({
    logLevel: given.logLevel ?? 'warn',
    warnings: Object.freeze([...env.warnings, ...credentials.warnings, ...withoutEffect(given)]),
    hints: !recording && env.isEphemeral !== true,
    logger: resolveLogger(given, env, credentials),
    requests: resolveRequests(given),
    capture: resolveCapture(given.autoCapture),
    pipeline: resolvePipeline(given),
    transport: resolveTransport(given.transport ?? {}, { apiKey, repositoryId, baseUrl }, env.proxy),
  });
}

function withoutEffect(given: ModuleOptions<never, unknown>): string[] {
  const asked = WITHOUT_EFFECT.filter((name) => given[name] !== undefined && given[name] !== false);
  return asked.map((name) => `Option ${name} has no effect yet. Leave it out until it has.`);
}

function resolveLogger<Parser>(
  given: ModuleOptions<never, Parser>,
  env: Environment,
  { enabled, repositoryId }: Credentials,
): ResolvedLogger<Parser> {
  const environment = given.environment || env.nodeEnv;
  const { release } = given;
  return Object.freeze({
    enabled,
    repositoryId,
    strict: given.strict ?? false,
    tags: Object.freeze({ ...(environment && { environment }), ...(release && { release }), ...given.tags }),
    captureInput: given.captureInput ?? true,
    captureOutput: given.captureOutput ?? true,
    captureStack: given.captureStack ?? true,
    maxOpenMs: given.maxOpenMs ?? HALF_AN_HOUR,
    ...(given.price && { price: given.price }),
    parsers: Object.freeze([...(given.parsers ?? [])]),
  });
}

function resolveRequests<Context>(given: ModuleOptions<Context, unknown>): ResolvedRequests<Context> {
  const { traceName, session, user, traceTags } = given;
  return Object.freeze({
    http: given.entryPoints?.http ?? 'lazy',
    errorStatus: given.errorStatus ?? 500,
    hooks: Object.freeze({
      ...(traceName && { traceName }),
      ...(session && { session }),
      ...(user && { user }),
      ...(traceTags && { traceTags }),
    }),
  });
}

function resolvePipeline(given: PipelineOptions): ResolvedPipeline {
  const { captureContent, redactSecrets, redactCards, captureStack, redact, maxFieldBytes } = given;
  const sampling = resolveSampling(given.sampling ?? {});
  return Object.freeze({
    captureContent: captureContent ?? true,
    redactSecrets: redactSecrets ?? true,
    redactCards: redactCards ?? false,
    captureStack: captureStack ?? true,
    ...(redact && { redact }),
    ...(sampling.rate < 1 && { sampling }),
    ...(maxFieldBytes !== undefined && { maxFieldBytes }),
  });
}

function resolveSampling({ rate, keepErrors, keepSlowerThanMs }: SamplingOptions): ResolvedSampling {
  return Object.freeze({
    rate: rate ?? 1,
    keepErrors: keepErrors ?? false,
    ...(keepSlowerThanMs !== undefined && { keepSlowerThanMs }),
  });
}
