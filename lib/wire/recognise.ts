import { providerOfHost } from '../parsers/providers.js';
import { APIS, type ModelApi, type SearchApi } from './apis.js';

/** Where a request goes, as the client that makes it says so. */
export interface Address {
  readonly method: string;
  /** The host, with its port where it has one; a scheme before it and credentials are dropped. */
  readonly origin: string;
  /** With a query, which is dropped; a whole URL where the request goes to a proxy. */
  readonly path: string;
}

/** Hosts by name, with or without a port: the provider behind one, or `false` for one that is let be. */
export type Hosts = Readonly<Record<string, string | false>>;

/** A request that goes to a model or to a store of documents, as far as its address tells. */
export interface RecognisedCall {
  readonly api: ModelApi | SearchApi;
  readonly provider: string;
  /** The host is one of a provider's, so what goes there under this path is a call whatever its body says. */
  readonly isKnownHost: boolean;
  /** The model or the collection, where the path tells it. */
  readonly target?: string;
  /** With its port. */
  readonly host: string;
  /** Host and path, nothing that is secret. */
  readonly url: string;
}

/** The ends of all paths in one look, since most of an app's requests are something else. */
const ANY_PATH = new RegExp(APIS.map(({ path }) => path.source.replace(/^\^/, '(?:^|https?://[^/]*)')).join('|'));

/** An app calls few addresses, again and again. */
const MOST_KNOWN = 100;
const known = new Map<string, RecognisedCall | undefined>();

/** The call that a request is; undefined for any other. */
export function recognise({ method, origin, path }: Address): RecognisedCall | undefined {
  if (method !== 'POST') return undefined;
  const [pathname = ''] = path.split('?', 1);
  if (!ANY_PATH.test(pathname)) return undefined;
  const key = `${origin} ${pathname}`;
  if (known.has(key)) return known.get(key);
  const call = callAt(origin, pathname);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, call);
  return call;
}

function callAt(origin: string, pathname: string): RecognisedCall | undefined {
  const [, proxied, own = pathname] = /^https?:\/\/([^/]*)(.*)$/.exec(pathname) ?? [];
  const host = hostOf(proxied ?? origin);
  for (const api of APIS) {
    const match = api.path.exec(own);
    if (!match) continue;
    const named = providerOfHost(nameOf(host), own);
    const target = match[1] === undefined ? undefined : plain(match[1]);
    const provider = named ?? api.provider;
    return { api, provider, isKnownHost: named !== undefined, host, url: host + own, ...(target && { target }) };
  }
  return undefined;
}

/** The call as an app's names of hosts have it; undefined where the host is to be let be. */
export function underHosts(call: RecognisedCall, hosts: Hosts): RecognisedCall | undefined {
  const name = namesOf(call.host).find((each) => Object.hasOwn(hosts, each));
  const named = name === undefined ? undefined : hosts[name];
  if (named === undefined) return call;
  return named === false ? undefined : { ...call, provider: named, isKnownHost: true };
}

/** As an app may name a host; its scheme's own port is left out on the wire. */
const namesOf = (host: string): string[] =>
  nameOf(host) === host ? [host, `${host}:443`, `${host}:80`] : [host, nameOf(host)];

const nameOf = (host: string): string => host.replace(/:\d+$/, '');

const hostOf = (origin: string): string =>
  origin
    .replace(/^\w+:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^.*@/, '')
    .toLowerCase();

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // A stray percent sign is the name's own.
  }
}
