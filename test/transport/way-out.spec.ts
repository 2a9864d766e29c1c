import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { Agent } from 'undici';

import { answer, FaultyServer, type Treatment } from './faulty-server.js';
import { selfSigned } from './self-signed.js';
import { closeRigs, numbered, rig } from './setup.js';

afterEach(closeRigs);

interface Proxy {
  readonly url: string;
  readonly tunnels: string[];
  readonly server: Server;
  /** How many more tunnels are asked for in vain: it never answers. */
  silences: number;
}

/** A proxy that tunnels, and notes to where. */
async function startProxy(): Promise<Proxy> {
  const tunnels: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    tunnels.push(request.url ?? '');
    if (proxy.silences-- > 0) {
      client.on('error', () => client.destroy());
      client.on('end', () => client.destroy()).resume();
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: Proxy = { url, tunnels, server, silences: 0 };
  return proxy;
}

describe('a proxy of the environment', () => {
  let proxy: Proxy;
  beforeEach(async () => {
    proxy = await startProxy();
  });
  afterEach(async () => {
    proxy.server.close();
    await once(proxy.server, 'close');
  });

  it('is gone through', async () => {
    const { server, delivery } = await rig([], { proxy: { http: proxy.url } });
    delivery.accept('a');
    await delivery.close();
    expect(server.lines).toEqual(['a']);
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
  });

  it('is left out where it says so', async () => {
    const { server, delivery } = await rig([], { proxy: { http: proxy.url, no: '127.0.0.1' } });
    delivery.accept('a');
    await delivery.close();
    expect(server.lines).toEqual(['a']);
    expect(proxy.tunnels).toEqual([]);
  });

  it('is gone through for TLS, and vouches for no certificate', async () => {
    const server = await FaultyServer.start([], 0, selfSigned());
    const options = { baseUrl: server.url, proxy: { https: proxy.url }, retry: { minDelay: 1e9, maxDelay: 1e9 } };
    const { delivery } = await rig([], { ...options, shutdownTimeout: 1_000 });
    delivery.accept('a');
    await delivery.close();
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
    expect(delivery.stats().lastError).toContain('self-signed certificate');
    expect(server.seen).toEqual([]);
    await server.stop();
  });

  it('that falls silent is given up and asked again, as often as it takes', async () => {
    proxy.silences = 4;
    const { server, delivery } = await rig([], { proxy: { http: proxy.url }, requestTimeout: 50 });
    delivery.accept('a');
    await delivery.flush();
    expect(server.lines).toEqual(['a']);
    expect(proxy.tunnels).toHaveLength(5);
    expect(delivery.stats()).toMatchObject({ queued: 0, sent: 1 });
  });

  it("gives way to the user's dispatcher", async () => {
    const dispatcher = new Agent();
    const { server, delivery } = await rig([], { proxy: { http: proxy.url }, dispatcher });
    delivery.accept('a');
    await delivery.close();
    expect(server.lines).toEqual(['a']);
    expect(proxy.tunnels).toEqual([]);
    await dispatcher.close();
  });
});

it("a user's dispatcher that never says what became of a request is given up after requestTimeout", async () => {
  let forgets = 1;
  const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
    if (forgets-- > 0) return true;
    return dispatch(options, handler);
  });
  const { server, delivery } = await rig([], { dispatcher, requestTimeout: 50 });
  delivery.accept('a');
  await delivery.flush();
  expect(server.lines).toEqual(['a']);
  expect(delivery.stats()).toMatchObject({ sent: 1, retried: 1 });
  await dispatcher.close();
});

it('compress gzips bodies, and sends the same bytes again', async () => {
  const bodies: Buffer[] = [];
  const note =
    (next: Treatment): Treatment =>
    async (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      const body = await next(request, response);
      bodies.push(Buffer.concat(chunks));
      return body;
    };
  const { server, delivery } = await rig([note(answer(503)), note(answer(200))], { compress: true });
  for (const line of numbered(100)) delivery.accept(line);
  await delivery.flush();
  expect(server.seen[0]?.headers['content-encoding']).toBe('gzip');
  expect(bodies[0]?.equals(bodies[1] ?? Buffer.alloc(0))).toBe(true);
  expect(gunzipSync(bodies[1] ?? '').toString()).toBe(numbered(100).join('\n'));
});

it.each([400, 415])(
  'compress gives way to a server that answers it with %i, and no line is given up',
  async (status) => {
    const { server, delivery, reports } = await rig([], { compress: true, maxBatchBytes: 100 });
    server.afterwards = (request, response) =>
      answer(request.headers['content-encoding'] === 'gzip' ? status : 200)(request, response);
    for (const line of numbered(30)) delivery.accept(line);
    await delivery.flush();
    expect(delivery.stats()).toMatchObject({ sent: 30, rejected: 0, retried: 0 });
    expect(server.seen.filter(({ headers }) => headers['content-encoding'] === 'gzip')).toHaveLength(1);
    expect(server.seen.slice(1).flatMap(({ body }) => body.split('\n'))).toEqual(numbered(30));
    expect(reports).toEqual([]);
  },
);

it('publishes its figures after each request', async () => {
  const published: unknown[] = [];
  const note = (message: unknown): unknown => published.push(message);
  subscribe('nestjs-maxim:stats', note);
  const { delivery } = await rig([answer(503)]);
  delivery.accept('a');
  await delivery.flush();
  unsubscribe('nestjs-maxim:stats', note);
  expect(published).toMatchObject([
    { repositoryId: 'repo', queued: 1, retried: 1, sent: 0 },
    { repositoryId: 'repo', queued: 0, retried: 1, sent: 1 },
  ]);
});
