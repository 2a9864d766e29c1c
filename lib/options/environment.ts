import { isHttpUrl } from './check.js';

/** The environment variables that the module reads. */
export interface Environment {
  readonly apiKey?: string;
  readonly repositoryId?: string;
  readonly baseUrl?: string;
  readonly enabled?: boolean;
  readonly nodeEnv?: string;
  /** What is wrong with them, one sentence each. */
  readonly warnings: readonly string[];
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Reads the environment; `''` counts as absent, and a wrong value falls back with a warning. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const warnings: string[] = [];
  const { MAXIM_API_KEY, MAXIM_LOG_REPO_ID, MAXIM_BASE_URL, MAXIM_ENABLED, NODE_ENV } = env;
  const enabled = MAXIM_ENABLED ? FLAGS.get(MAXIM_ENABLED.toLowerCase()) : undefined;
  if (MAXIM_ENABLED && enabled === undefined) {
    warnings.push(`MAXIM_ENABLED is "${MAXIM_ENABLED}", which is ignored. Set it to true or false.`);
  }
  const baseUrl = MAXIM_BASE_URL && isHttpUrl(MAXIM_BASE_URL) ? MAXIM_BASE_URL : undefined;
  if (MAXIM_BASE_URL && baseUrl === undefined) {
    warnings.push(`MAXIM_BASE_URL is "${MAXIM_BASE_URL}", which is ignored. Set it to an http or https URL.`);
  }
  return {
    ...(MAXIM_API_KEY && { apiKey: MAXIM_API_KEY }),
    ...(MAXIM_LOG_REPO_ID && { repositoryId: MAXIM_LOG_REPO_ID }),
    ...(baseUrl && { baseUrl }),
    ...(enabled !== undefined && { enabled }),
    ...(NODE_ENV && { nodeEnv: NODE_ENV }),
    warnings,
  };
}
