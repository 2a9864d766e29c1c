import { type Provider, type Received, type Reply, startProvider } from '../../parsers/provider-server.js';
import { startHttp2Provider } from '../http2-server.js';
import { allClients } from './all.js';
import { type Client } from './client.js';

/** Servers that answer for every provider, and clients of them. */
export interface Running {
  readonly provider: Provider;
  /** New clients, each of which can be asked for by its name. */
  clients(retries?: number): readonly Client[];
  close(): Promise<void>;
}

export async function startRunning(answer: (request: Received) => Reply): Promise<Running> {
  const [provider, http2Provider] = await Promise.all([startProvider(answer), startHttp2Provider(answer)]);
  const closing: (() => void)[] = [];
  return {
    provider,
    clients: (retries = 0) =>
      allClients({
        ...{ url: provider.url, http2Url: http2Provider.url, retries },
        onClose: (close) => closing.push(close),
      }),
    async close() {
      for (const close of closing) close();
      await Promise.all([provider.close(), http2Provider.close()]);
    },
  };
}

/** The client of a name. */
export function named(clients: readonly Client[], name: string): Client {
  const client = clients.find((each) => each.name === name);
  if (!client) throw new Error(`no client ${name}`);
  return client;
}
