import { readAddress } from './address.js';
import { isHttpUrl, isToken } from './check.js';

/** The environment variables that the module reads. */
export interface Environment {
  readonly apiKey?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** What is wrong with the address. Without `baseUrl` beside it, nothing may be sent anywhere. */
  readonly baseUrlWarning?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly nodeEnv?: string | undefined;
  /** A test run, or a platform for functions: no signal ends the process there. */
  readonly isEphemeral?: boolean | undefined;
  /** The proxies for http and https URLs, and the hosts that are reached without. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly no?: string } | undefined;
  /** What is wrong with them, one sentence and its cure each. */
  readonly warnings: readonly string[];
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Set by test runners and by AWS Lambda, Azure Functions, Vercel and Netlify. */
const EPHEMERAL = [
  ...['JEST_WORKER_ID', 'VITEST'],
  ...['AWS_LAMBDA_FUNCTION_NAME', 'FUNCTIONS_WORKER_RUNTIME', 'VERCEL', 'NETLIFY'],
];

/**
 * Reads the environment; a blank value counts as absent, and a wrong one falls back with a warning. But for an address:
 * what was meant for one server must not go to another.
 */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const warnings: string[] = [];
  const value = (name: string): string | undefined => env[name]?.trim() || undefined;
  const enabled = value('MAXIM_ENABLED');
  const isFlag = enabled === undefined || FLAGS.has(enabled.toLowerCase());
  if (!isFlag) warnings.push(`MAXIM_ENABLED is "${enabled}", which is ignored. Set it to true or false.`);
  const baseUrl = value('MAXIM_BASE_URL');
  const server = baseUrl === undefined ? {} : readAddress('MAXIM_BASE_URL', baseUrl);
  const apiKey = value('MAXIM_API_KEY');
  const isKey = apiKey === undefined || isToken(apiKey);
  // Its value is a secret, a mistyped one too.
  if (!isKey) warnings.push('MAXIM_API_KEY has characters that no key has, and is ignored. Copy the key once more.');
  return {
    apiKey: isKey ? apiKey : undefined,
    repositoryId: value('MAXIM_LOG_REPO_ID'),
    baseUrl: server.url,
    baseUrlWarning: server.warning,
    enabled: enabled === undefined ? undefined : FLAGS.get(enabled.toLowerCase()),
    nodeEnv: value('NODE_ENV'),
    isEphemeral: value('NODE_ENV') === 'test' || EPHEMERAL.some(value) || undefined,
    proxy: readProxy(value, warnings),
    warnings,
  };
}

/** Lower case goes first, as everywhere else. A proxy without a scheme is one that speaks http. */
function readProxy(value: (name: string) => string | undefined, warnings: string[]): Environment['proxy'] {
  const either = (name: string): string | undefined => value(name.toLowerCase()) ?? value(name);
  const proxy = (name: string): string | undefined => {
    const given = either(name);
    const url = given === undefined || given.includes('://') ? given : `http://${given}`;
    if (url === undefined || isHttpUrl(url)) return url;
    // Its value may hold a password.
    warnings.push(`${name} is no http or https URL, and is ignored. Give the address of an HTTP proxy, or unset it.`);
    return undefined;
  };
  const [http, https, no] = [proxy('HTTP_PROXY'), proxy('HTTPS_PROXY'), either('NO_PROXY')];
  if (http === undefined && https === undefined) return undefined;
  return { ...(http && { http }), ...(https && { https }), ...(no && { no }) };
}
