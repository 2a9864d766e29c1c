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
  /** Host and path, nothing that is secret. */
  readonly url: string;
}

/** The ends of all paths in one look, since most of an app's requests are something else. */
const ANY_PATH = new RegExp(APIS.map(({ path }) => path.source.replace(/^\^/, '(?:^|https?://[^/]*)')).join('|'));

/** The call that a request is; undefined for any other, and for a host that is to be let be. */
export function recognise({ method, origin, path }: Address, hosts: Hosts = {}): RecognisedCall | undefined {
  const [pathname = ''] = path.split('?', 1);
  if (method !== 'POST' || !ANY_PATH.test(pathname)) return undefined;
  const [, proxied, own = pathname] = /^https?:\/\/([^/]*)(.*)$/.exec(pathname) ?? [];
  const host = hostOf(proxied ?? origin);
  const name = host.replace(/:\d+$/, '');
  const named = hosts[host] ?? hosts[name];
  if (named === false) return undefined;
  for (const api of APIS) {
    const match = api.path.exec(own);
    if (!match) continue;
    const known = named ?? providerOfHost(name, own);
    const target = match[1] === undefined ? undefined : plain(match[1]);
    const provider = known ?? api.provider;
    return { api, provider, isKnownHost: known !== undefined, url: host + own, ...(target && { target }) };
  }
  return undefined;
}

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
