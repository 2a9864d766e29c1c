import { isHttpUrl, isToken } from './check.js';

/** The environment variables that the module reads. */
export interface Environment {
  readonly apiKey?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly nodeEnv?: string | undefined;
  /** What is wrong with them, one sentence and its cure each. */
  readonly warnings: readonly string[];
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Reads the environment; a blank value counts as absent, and a wrong one falls back with a warning. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const warnings: string[] = [];
  const value = (name: string): string | undefined => env[name]?.trim() || undefined;
  const enabled = value('MAXIM_ENABLED');
  const isFlag = enabled === undefined || FLAGS.has(enabled.toLowerCase());
  if (!isFlag) warnings.push(`MAXIM_ENABLED is "${enabled}", which is ignored. Set it to true or false.`);
  const baseUrl = value('MAXIM_BASE_URL');
  const isUrl = baseUrl === undefined || isHttpUrl(baseUrl);
  if (!isUrl) warnings.push(`MAXIM_BASE_URL is "${baseUrl}", which is ignored. Set it to an http or https URL.`);
  const apiKey = value('MAXIM_API_KEY');
  const isKey = apiKey === undefined || isToken(apiKey);
  // Its value is a secret, a mistyped one too.
  if (!isKey) warnings.push('MAXIM_API_KEY has characters that no key has, and is ignored. Copy the key once more.');
  return {
    apiKey: isKey ? apiKey : undefined,
    repositoryId: value('MAXIM_LOG_REPO_ID'),
    baseUrl: isUrl ? baseUrl : undefined,
    enabled: enabled === undefined ? undefined : FLAGS.get(enabled.toLowerCase()),
    nodeEnv: value('NODE_ENV'),
    warnings,
  };
}
