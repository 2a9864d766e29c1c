import { gzipSync } from 'node:zlib';
import { Forwarder } from '../../lib/collector/forwarder.js';
import { type CollectorOptions } from '../../lib/collector/index.js';
import { Reporter, silentReporter } from '../../lib/faults/reporter.js';
import { collecting, get, line, post, traceLines } from './collecting.js';
import { held, upstreamServer } from './upstream-server.js';

const START = '2026-01-01T00:00:00.000Z';
const LOG = '/api/sdk/v3/log?id=real%20repo';

const to = (baseUrl: string): Required<CollectorOptions>['forward'] => ({
  baseUrl,
  apiKey: 'real-key',
  repositoryId: 'real repo',
});
const forwardStats = async (url: string): Promise<unknown> =>
  ((await get(url, '/api/stats')).body as { forward: unknown }).forward;

describe('A collector that forwards', () => {
  it('passes on bodies byte for byte and in order, with the key and repository of the server', async () => {
    const server = await upstreamServer();
    const collector = await collecting({ forward: to(`${server.url}/`) });
    const bodies = [
      `${traceLines('t', START).join('\r\n')}\r\n\r\n`,
      line('trace', 't', 'update', { input: 'Grüße 注文' }),
    ];
    for (const body of bodies) await post(collector.url, body);
    await collector.close();
    expect(server.seen.map(({ body }) => Buffer.from(body, 'latin1').toString())).toEqual(bodies);
    for (const { method, path, headers } of server.seen) {
      expect([method, path]).toEqual(['POST', LOG]);
      expect(headers).toMatchObject({ 'x-maxim-api-key': 'real-key', 'content-type': 'text/plain' });
    }
  });

  it('passes on what came as gzip plain', async () => {
    const server = await upstreamServer();
    const collector = await collecting({ forward: to(server.url) });
    const body = traceLines('t', START).join('\n');
    await post(collector.url, new Uint8Array(gzipSync(body)), { headers: { 'content-encoding': 'gzip' } });
    await collector.close();
    expect(server.seen).toMatchObject([{ body }]);
    expect(server.seen[0]?.headers).not.toHaveProperty('content-encoding');
  });

  it('passes on nothing that was refused', async () => {
    const server = await upstreamServer();
    const collector = await collecting({ apiKey: 'right', forward: to(server.url) });
    const headers = { 'x-maxim-api-key': 'right' };
    await post(collector.url, [...traceLines('t', START), 'broken'], { headers });
    await post(collector.url, traceLines('t', START), { headers: { 'x-maxim-api-key': 'wrong' } });
    await post(collector.url, traceLines('t', START), { headers: { ...headers, origin: 'https://evil.example' } });
    await collector.close();
    expect(server.seen).toEqual([]);
  });

  it('does not make its clients wait for the server', async () => {
    const { reply, give } = held();
    const server = await upstreamServer(reply);
    const collector = await collecting({ forward: to(server.url) });
    expect((await post(collector.url, traceLines('a', START))).status).toBe(200);
    expect((await post(collector.url, traceLines('b', START))).status).toBe(200);
    expect(collector.traces()).toHaveLength(2);
    await server.sawAtLeast(1);
    expect(await forwardStats(collector.url)).toEqual({ waiting: 2, sent: 0, refused: 0, dropped: 0 });
    give({ status: 200 });
  });

  it('tries again until the server takes it, and keeps the order', async () => {
    const server = await upstreamServer(
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 200, body: '{"error":{"message":"busy"}}' },
    );
    const collector = await collecting({ forward: to(server.url) });
    await post(collector.url, traceLines('a', START));
    await post(collector.url, traceLines('b', START));
    await server.sawAtLeast(5);
    expect(server.seen.map(({ body }) => body.slice(0, 10))).toEqual([
      'trace{id=a',
      'trace{id=a',
      'trace{id=a',
      'trace{id=a',
      'trace{id=b',
    ]);
    await collector.close();
    expect(server.seen).toHaveLength(5);
  });

  it.each([401, 403, 404, 400, 413])(
    'gives up what the server refuses with %d, says so and goes on',
    async (status) => {
      const { reply, give } = held();
      const refusal = { status, body: '{"error":{"message":"no such thing"}}' };
      const server = await upstreamServer(refusal, refusal, reply);
      const collector = await collecting({ forward: to(server.url) });
      for (const id of ['a', 'b', 'c']) await post(collector.url, traceLines(id, START));
      await server.sawAtLeast(3);
      expect(server.seen.map(({ body }) => body.slice(0, 10))).toEqual(['trace{id=a', 'trace{id=b', 'trace{id=c']);
      expect(await forwardStats(collector.url)).toEqual({
        waiting: 1,
        sent: 0,
        refused: 2,
        dropped: 0,
        lastError: `the server answered ${status.toString()} (no such thing)`,
      });
      give({ status: 200 });
    },
  );

  it('does not carry the key along a redirect', async () => {
    const other = await upstreamServer();
    const server = await upstreamServer({ status: 307, headers: { location: `${other.url}/api/sdk/v3/log` } });
    const collector = await collecting({ forward: to(server.url) });
    await post(collector.url, traceLines('t', START));
    await server.sawAtLeast(1);
    await collector.close();
    expect(other.seen).toEqual([]);
  });

  it('passes on an upload before the line that asks for it, and its key not to where it is put', async () => {
    const storage = await upstreamServer({ status: 200, body: '' });
    const server = await upstreamServer({
      status: 200,
      body: JSON.stringify({ data: { url: `${storage.url}/put?signed` } }),
    });
    const collector = await collecting({ forward: to(server.url) });
    const key = 'repo/large-logs/1';
    const query = new URLSearchParams({ key, mimeType: 'text/plain', size: '3' }).toString();
    const { body } = await get(collector.url, `/api/sdk/v1/log-repositories/attachments/upload-url?${query}`);
    const large = line('trace', 't', 'update', { input: 'large' });
    await fetch((body as { data: { url: string } }).data.url, {
      method: 'PUT',
      body: large,
      headers: { 'content-type': 'text/plain' },
    });
    const ask = line('storage', '1', 'process-large-log', { key });
    await post(collector.url, ask);
    await collector.close();
    expect(storage.seen).toMatchObject([{ method: 'PUT', path: '/put?signed', body: large }]);
    expect(storage.seen[0]?.headers).toMatchObject({ 'content-type': 'text/plain' });
    expect(storage.seen[0]?.headers).not.toHaveProperty('x-maxim-api-key');
    expect(server.seen.map(({ path }) => path)).toEqual([
      `/api/sdk/v1/log-repositories/attachments/upload-url?key=repo%2Flarge-logs%2F1&mimeType=text%2Fplain&size=${large.length.toString()}`,
      LOG,
    ]);
    expect(server.seen[1]?.body).toBe(ask);
  });

  it('forwards to another collector, which then shows the same', async () => {
    const far = await collecting({ apiKey: 'real-key' });
    const near = await collecting({ forward: to(far.url) });
    await post(near.url, [
      ...traceLines('t', START),
      line('trace', 't', 'add-span', { id: 's', startTimestamp: START }),
    ]);
    await near.close();
    expect(far.traces()).toEqual(near.traces());
    expect(far.traces()).toHaveLength(1);
  });
});

describe('Forwarder', () => {
  const body = Buffer.from(traceLines('t', START).join('\n'));

  it('sends while closing what waits for a second try', async () => {
    const server = await upstreamServer({ status: 503, headers: { 'retry-after': '3600' } });
    const forwarder = new Forwarder(to(server.url), silentReporter());
    forwarder.body(body);
    await server.sawAtLeast(1);
    await forwarder.close(60_000);
    expect(server.seen).toHaveLength(2);
    expect(forwarder.stats()).toEqual({ waiting: 0, sent: 1, refused: 0, dropped: 0 });
  });

  it.each([
    ['does not answer', held().reply],
    ['does not take', { status: 503 }],
  ])('lets go at the deadline of what a server %s', async (_, reply) => {
    const server = await upstreamServer(...Array.from({ length: 100 }, () => reply));
    const forwarder = new Forwarder(to(server.url), silentReporter());
    forwarder.body(body);
    forwarder.body(body);
    await server.sawAtLeast(1);
    await forwarder.close(50);
    expect(forwarder.stats()).toMatchObject({ waiting: 0, sent: 0, dropped: 2 });
  });

  it('says once that a server cannot be reached, and again only after it could', async () => {
    const said: string[] = [];
    const reporter = new Reporter('warn', (level, message) => said.push(`${level}: ${message}`));
    const server = await upstreamServer(
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 200 },
      { status: 401 },
    );
    const forwarder = new Forwarder(to(server.url), reporter);
    forwarder.body(body);
    forwarder.body(body);
    await server.sawAtLeast(4);
    await forwarder.close(60_000);
    expect(said).toEqual([
      `warn: Nothing can be passed on to ${server.url}: the server answered 503. It is tried again.`,
      `warn: Nothing can be passed on to ${server.url}: the server answered 401. Check MAXIM_API_KEY (option apiKey).`,
    ]);
  });

  it('does not say the key that a server echoes', async () => {
    const server = await upstreamServer({
      status: 401,
      body: '{"error":{"message":"no such key: upstream-secret-key"}}',
    });
    const forwarder = new Forwarder({ ...to(server.url), apiKey: 'upstream-secret-key' }, silentReporter());
    forwarder.body(body);
    await server.sawAtLeast(1);
    await forwarder.close(60_000);
    expect(forwarder.stats()).toMatchObject({ lastError: 'the server answered 401 (no such key: [api key])' });
  });

  it('takes no more than it may hold', async () => {
    const server = await upstreamServer(held().reply);
    const forwarder = new Forwarder(to(server.url), silentReporter());
    const large = Buffer.alloc(50_000_000, ' ');
    for (let n = 0; n < 4; n++) forwarder.body(large);
    expect(forwarder.stats()).toMatchObject({ waiting: 2, dropped: 2 });
    await forwarder.close(0);
  });

  it('names a server that is not there', async () => {
    const forwarder = new Forwarder(to('http://127.0.0.1:1'), silentReporter());
    forwarder.body(body);
    await forwarder.close(20);
    expect(forwarder.stats()).toMatchObject({
      dropped: 1,
      lastError: expect.stringMatching(/cannot be reached/) as unknown,
    });
  });
});
