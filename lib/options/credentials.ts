import { MaximFault } from '../faults/fault.js';
import { type Environment } from './environment.js';
import { type ModuleOptions } from './options.js';

/** Whether lines are made at all, where they go and with which key. */
export interface Credentials {
  readonly enabled: boolean;
  readonly apiKey: string;
  readonly repositoryId: string;
  /** What to tell whoever set this up. */
  readonly warnings: readonly string[];
}

/** The options that say so. */
type CredentialOptions = Pick<ModuleOptions<never, unknown>, 'apiKey' | 'repositoryId' | 'baseUrl' | 'enabled'>;

/**
 * @param recording true where a test's recorder stands in for the server: then no key is needed
 * @throws MaximFault `missing-repository`
 */
export function findCredentials(given: CredentialOptions, env: Environment, recording: boolean): Credentials {
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
  const warnings = given.baseUrl || env.baseUrlWarning === undefined ? [] : [env.baseUrlWarning];
  // Who named another server did not mean the default one.
  const hasAddress = warnings.length === 0 || env.baseUrl !== undefined;
  return { enabled: hasAddress, apiKey, repositoryId, warnings };
}
