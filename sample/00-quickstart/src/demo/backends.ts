import { type Collector, startCollector } from 'nestjs-maxim/collector';
import { DEFAULT_MODEL } from '../model/language-model.js';
import { startOpenAIStandIn } from '../stand-in/openai-stand-in.js';

/** The servers that the app talks to. */
export interface Backends {
  /** Gets the app's traces, so that they can be printed. */
  readonly collector: Collector;
  /** The model that is asked. */
  readonly model: string;
  /** The server that is asked; absent where it is the stand-in. */
  readonly openai?: string;
  /** The Maxim server that the collector passes traces on to. */
  readonly maxim?: string;
  close(): Promise<void>;
}

/**
 * Starts what the environment does not name, and writes the addresses into it, where the app looks for them.
 *
 * @throws Error where the environment names a key of Maxim, but no log repository
 */
export async function startBackends(env: NodeJS.ProcessEnv): Promise<Backends> {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = env;
  const model = env['OPENAI_MODEL'] || DEFAULT_MODEL;
  const forward = forwardOf(env);
  const collector = await startCollector({ port: 0, ...(forward && { forward }) });
  const standIn = OPENAI_API_KEY || OPENAI_BASE_URL ? undefined : await startOpenAIStandIn([model]);
  Object.assign(env, {
    OPENAI_API_KEY: OPENAI_API_KEY || 'none',
    ...(standIn && { OPENAI_BASE_URL: standIn.url }),
    MAXIM_API_KEY: forward?.apiKey ?? 'none',
    MAXIM_LOG_REPO_ID: forward?.repositoryId ?? 'quickstart',
    MAXIM_BASE_URL: collector.url,
  });
  return {
    collector,
    model,
    ...(!standIn && { openai: OPENAI_BASE_URL || 'https://api.openai.com/v1' }),
    ...(forward && { maxim: forward.baseUrl }),
    async close() {
      await collector.close();
      await standIn?.close();
    },
  };
}

function forwardOf(env: NodeJS.ProcessEnv) {
  const { MAXIM_API_KEY: apiKey, MAXIM_LOG_REPO_ID: repositoryId, MAXIM_BASE_URL } = env;
  if (!apiKey) return undefined;
  if (!repositoryId) {
    throw new Error('MAXIM_API_KEY is set, but MAXIM_LOG_REPO_ID is not: set it to the id of your log repository.');
  }
  return { baseUrl: MAXIM_BASE_URL || 'https://app.getmaxim.ai', apiKey, repositoryId };
}
