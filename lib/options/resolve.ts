import { MaximFault } from '../faults/fault.js';
import { type ReportLevel } from '../faults/reporter.js';
import { checkOptions } from './check.js';
import { CHECKS } from './checks.js';
import { type Environment } from './environment.js';
import { type EntryPoint, type ModuleOptions } from './options.js';
import { type ResolvedPipeline } from './pipeline-options.js';
import { type ResolvedTransport } from './transport-options.js';
import { resolveTransport } from './resolve-transport.js';

const DEFAULT_BASE_URL = 'https://app.getmaxim.ai';
const HALF_AN_HOUR = 1_800_000;

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
  readonly parsers: readonly Parser[];
}

/** What a request's trace is made from. */
export interface ResolvedRequests<Context> {
  readonly http: EntryPoint;
  readonly hooks: Pick<ModuleOptions<Context, never>, 'traceName' | 'session' | 'user' | 'traceTags'>;
}

/** All options with their defaults, each room's slice apart. */
export interface ResolvedOptions<Context, Parser> {
  readonly logLevel: ReportLevel;
  /** What to tell whoever set this up. */
  readonly warnings: readonly string[];
  readonly logger: ResolvedLogger<Parser>;
  readonly requests: ResolvedRequests<Context>;
  readonly pipeline: ResolvedPipeline;
  readonly transport: ResolvedTransport;
}

/**
 * Options and environment → what the rooms work with. Pure.
 *
 * @param recording true where a test's recorder stands in for the server: then no key is needed
 * @throws MaximFault `invalid-option` · `missing-repository`
 */
export function resolve<Context, Parser>(
  given: ModuleOptions<Context, Parser>,
  env: Environment,
  recording = false,
): ResolvedOptions<Context, Parser> {
  checkOptions(given, CHECKS);
  const credentials = findCredentials(given, env, recording);
  const { traceName, session, user, traceTags, redact, maxFieldBytes } = given;
  return Object.freeze({
    logLevel: given.logLevel ?? 'warn',
    warnings: [...env.warnings, ...credentials.warnings],
    logger: {
      enabled: credentials.enabled,
      repositoryId: credentials.repositoryId,
      strict: given.strict ?? false,
      tags: traceTagsOf(given, env),
      captureInput: given.captureInput ?? true,
      captureOutput: given.captureOutput ?? true,
      captureStack: given.captureStack ?? true,
      maxOpenMs: given.maxOpenMs ?? HALF_AN_HOUR,
      parsers: given.parsers ?? [],
    },
    requests: {
      http: given.entryPoints?.http ?? 'lazy',
      hooks: {
        ...(traceName && { traceName }),
        ...(session && { session }),
        ...(user && { user }),
        ...(traceTags && { traceTags }),
      },
    },
    pipeline: {
      captureContent: given.captureContent ?? true,
      redactSecrets: given.redactSecrets ?? true,
      ...(redact && { redact }),
      ...(maxFieldBytes !== undefined && { maxFieldBytes }),
    },
    transport: resolveTransport(given.transport ?? {}, {
      apiKey: credentials.apiKey,
      repositoryId: credentials.repositoryId,
      baseUrl: (given.baseUrl || env.baseUrl || DEFAULT_BASE_URL).replace(/\/+$/, ''),
    }),
  });
}

/** The options that say where lines go, and whether. */
type CredentialOptions = Pick<ModuleOptions<never, unknown>, 'apiKey' | 'repositoryId' | 'enabled'>;
type TagOptions = Pick<ModuleOptions<never, unknown>, 'environment' | 'release' | 'tags'>;

interface Credentials {
  enabled: boolean;
  apiKey: string;
  repositoryId: string;
  warnings: string[];
}

function findCredentials(given: CredentialOptions, env: Environment, recording: boolean): Credentials {
  const apiKey = given.apiKey || env.apiKey || '';
  const repositoryId = given.repositoryId || env.repositoryId || '';
  const wanted = given.enabled ?? (recording || (env.enabled ?? true));
  if (recording) return { enabled: wanted, apiKey: '', repositoryId: repositoryId || 'recorded', warnings: [] };
  if (!wanted) return { enabled: false, apiKey, repositoryId, warnings: [] };
  if (!apiKey) {
    const cure = 'Set MAXIM_API_KEY and MAXIM_LOG_REPO_ID, or MAXIM_ENABLED=false to silence this.';
    return { enabled: false, apiKey, repositoryId, warnings: [`No API key: nothing is logged. ${cure}`] };
  }
  if (!repositoryId) {
    throw new MaximFault(
      'missing-repository',
      'MaximModule: there is an API key, but no repository to log to.',
      'Set MAXIM_LOG_REPO_ID, or the option repositoryId, to the id of a log repository.',
    );
  }
  return { enabled: true, apiKey, repositoryId, warnings: [] };
}

function traceTagsOf(given: TagOptions, env: Environment): Record<string, string> {
  const environment = given.environment || env.nodeEnv;
  return {
    ...(environment && { environment }),
    ...(given.release && { release: given.release }),
    ...given.tags,
  };
}
