import { domainToASCII } from 'node:url';

/** Which calls of models, and searches, are logged by themselves. */
export interface AutoCaptureOptions {
  /** Calls outside any trace: let be, or each a trace of its own. @default 'drop' */
  orphans?: 'drop' | 'trace';
  /** Hosts, with or without their port: the provider that stands behind one, or false for one to let be. @default none */
  hosts?: Record<string, string | false>;
}

/** What capturing gets. */
export interface ResolvedCapture {
  /** False: only what `observeFetch` and `observeBedrock` see. */
  readonly isAutomatic: boolean;
  readonly orphans: 'drop' | 'trace';
  readonly hosts: Readonly<Record<string, string | false>>;
}

/** In lower case, other alphabets in Punycode. */
function asOnTheWire(host: string): string {
  const [, name = host, port = ''] = /^([^[\]]*?)(:\d+)?$/.exec(host) ?? [];
  return (domainToASCII(name) || name.toLowerCase()) + port;
}

/** @param given true stands for the defaults */
export function resolveCapture(given: boolean | AutoCaptureOptions = true): ResolvedCapture {
  const { orphans = 'drop', hosts }: AutoCaptureOptions = typeof given === 'boolean' ? {} : given;
  // Hosts are compared as the wire has them.
  const names = Object.entries(hosts ?? {}).map(([host, provider]) => [asOnTheWire(host), provider] as const);
  return Object.freeze({ isAutomatic: given !== false, orphans, hosts: Object.freeze(Object.fromEntries(names)) });
}
