import { parseArgs } from 'node:util';
import { type CollectorOptions, type ForwardOptions } from '../collector/options.js';
import { BARE, isBare } from '../options/address.js';
import { isHttpUrl } from '../options/check.js';
import { blotted } from '../options/wrong-option.js';

/** What a command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'collector'; readonly options: CollectorOptions; readonly opens: boolean }
  /** Nothing that there is; `problem` says why. */
  | { readonly kind: 'wrong'; readonly problem: string };

/** Where `--forward` takes its key and repository from. */
export interface ForwardEnvironment {
  readonly apiKey?: string | undefined;
  readonly repositoryId?: string | undefined;
}

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  forward: { type: 'string' },
  // These two have no effect yet.
  dir: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

type Parsed = ReturnType<typeof parse>;

const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

/** @param args without Node and the script */
export function readCommandLine(args: readonly string[], environment: ForwardEnvironment): Command {
  try {
    return commandOf(parse([...args]), environment);
  } catch (error) {
    // `parseArgs` throws at what it does not know; only its first sentence is about that.
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    return wrong(`${problem.replace(/\.$/, '')}.`);
  }
}

function commandOf({ values, positionals: [name, extra] }: Parsed, environment: ForwardEnvironment): Command {
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  if (name === undefined) return wrong('No command is given.');
  if (name !== 'collector') return wrong(`There is no command '${name}'.`);
  if (extra !== undefined) return wrong(`'collector' does not take '${extra}'.`);
  const { port, host, dir, forward } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return wrong(`--port is '${port}'. It takes a number from 0 to 65535.`);
  }
  const target = forward === undefined ? undefined : readForward(forward, environment);
  if (typeof target === 'string') return wrong(target);
  return {
    kind: 'collector',
    opens: values.open ?? false,
    options: {
      ...(port !== undefined && { port: Number(port) }),
      ...(host !== undefined && { host }),
      ...(dir !== undefined && { dir }),
      ...(target && { forward: target }),
    },
  };
}

function readForward(baseUrl: string, { apiKey, repositoryId }: ForwardEnvironment): ForwardOptions | string {
  if (!isHttpUrl(baseUrl)) return `--forward is '${baseUrl}'. It takes an http or https URL.`;
  if (!isBare(baseUrl)) return `--forward is '${blotted(baseUrl)}'. It takes ${BARE}.`;
  if (!apiKey) return '--forward needs an API key. Set MAXIM_API_KEY.';
  if (!repositoryId) return '--forward needs a log repository. Set MAXIM_LOG_REPO_ID to its id.';
  return { baseUrl, apiKey, repositoryId };
}

const wrong = (problem: string): Command => ({ kind: 'wrong', problem });
