import { MaximFault } from '../faults/fault.js';
import { BARE, isBare } from '../options/address.js';
import { isHttpUrl } from '../options/check.js';
import { isAny, isLoopback } from './guard.js';

/** Where a collector passes on what it receives. */
export interface ForwardOptions {
  /** The server, such as `https://app.getmaxim.ai`. */
  baseUrl: string;
  /** Its API key; sent to that server only. */
  apiKey: string;
  /** Its log repository, whatever repository the lines were sent to. */
  repositoryId: string;
}

/** How a collector listens. */
export interface CollectorOptions {
  /** 0 takes a free one. @default 4319 */
  port?: number;
  /** The address to listen on; any but a loopback one lets other machines in. @default '127.0.0.1' */
  host?: string;
  /**
   * The key that clients must send as `x-maxim-api-key`; reading takes it only where other machines are let in.
   * @default any key is taken
   */
  apiKey?: string;
  /** Passes on every accepted body, byte for byte, and every upload. @default nothing is passed on */
  forward?: ForwardOptions;
  /** A folder in which traces outlast the process. Has no effect yet. */
  dir?: string;
}

/** Options with their defaults. */
export interface ResolvedCollector {
  readonly port: number;
  readonly host: string;
  readonly apiKey: string | undefined;
  readonly forward: Readonly<ForwardOptions> | undefined;
}

export const DEFAULT_PORT = 4319;
export const DEFAULT_HOST = '127.0.0.1';

/** @throws MaximFault `invalid-option`, naming the option and what it takes */
export function resolveCollector(options: CollectorOptions): ResolvedCollector {
  refuseUnknown(options, ['port', 'host', 'apiKey', 'forward', 'dir'], '');
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, apiKey = '', forward, dir = '.' } = options;
  demand(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', 'a whole number from 0 to 65535');
  demand(isFilled(host), 'host', 'the name or address to listen on');
  demand(typeof apiKey === 'string', 'apiKey', 'a string');
  demand(isFilled(dir), 'dir', 'the path of a folder');
  const target = forward && resolveForward(forward);
  // What came back would be passed on again, for ever.
  demand(!target || !leadsTo(target.baseUrl, port, host), 'forward.baseUrl', 'another server than this collector');
  return { port, host, apiKey: apiKey || undefined, forward: target };
}

function leadsTo(url: string, port: number, host: string): boolean {
  const { protocol, port: given, hostname } = new URL(url);
  if (protocol !== 'http:' || Number(given || 80) !== port) return false;
  return hostname === host || (isLoopback(hostname) && (isLoopback(host) || isAny(host)));
}

function resolveForward(forward: ForwardOptions): ForwardOptions {
  demand(typeof forward === 'object', 'forward', 'an object with baseUrl, apiKey and repositoryId');
  refuseUnknown(forward, ['baseUrl', 'apiKey', 'repositoryId'], 'forward.');
  const { baseUrl, apiKey, repositoryId } = forward;
  demand(isFilled(baseUrl) && isHttpUrl(baseUrl), 'forward.baseUrl', 'an http or https URL');
  demand(isBare(baseUrl), 'forward.baseUrl', BARE);
  demand(isFilled(apiKey), 'forward.apiKey', 'the API key of that server');
  demand(isFilled(repositoryId), 'forward.repositoryId', 'the id of a log repository');
  return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, repositoryId };
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';

// The value itself is not shown: it may be a key.
function demand(right: boolean, option: string, expected: string): void {
  if (right) return;
  throw new MaximFault('invalid-option', `startCollector: ${option} has a wrong value.`, `Give ${expected}.`);
}

function refuseUnknown(options: object, known: readonly string[], path: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new MaximFault(
      'invalid-option',
      `startCollector: there is no option ${JSON.stringify(path + name)}.`,
      `Those there are: ${known.map((one) => path + one).join(', ')}.`,
    );
  }
}
