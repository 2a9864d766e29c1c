import { AsyncLocalStorage } from 'node:async_hooks';

import { Agent } from 'undici';

import { acceptThenCut, answer, cutAnswer, FaultyServer, hang, resetMidBody, slowAnswer } from './faulty-server.js';
import { closeRigs, numbered, QUICK, rig } from './setup.js';
import { silentReporter } from '../../lib/faults/reporter.js';
import { createDelivery } from '../../lib/transport/transport.js';

afterEach(closeRigs);

describe('a request', () => {
  it('carries the lines as text to the log endpoint of the repository, with the key as header', async () => {
    const { server, delivery } = await rig([], { repositoryId: 'repo/ä&b' });
    delivery.accept('trace{id=a,action=create,data={"name":"é"}}');
    delivery.accept('trace{id=a,action=end,data={}}');
    await delivery.flush();
    const [request] = server.seen;
    expect(request?.body).toBe('trace{id=a,action=create,data={"name":"é"}}\ntrace{id=a,action=end,data={}}');
    expect(request?.url).toBe('/api/sdk/v3/log?id=repo%2F%C3%A4%26b');
    expect(request?.headers).toMatchObject({
      'x-maxim-api-key': 'key-of-the-test',
      'content-type': 'text/plain; charset=utf-8',
      accept: 'application/json',
    });
  });

  it('goes over the connection of those before it', async () => {
    const { server, delivery } = await rig([], { maxBatchBytes: 10 });
    for (const line of numbered(20)) delivery.accept(line);
    await delivery.flush();
    delivery.accept('a');
    await delivery.flush();
    expect(server.seen.length).toBeGreaterThan(15);
    expect(server.connections).toBe(1);
  });

  it('keeps the path of a base URL', async () => {
    const server = await FaultyServer.start();
    const delivery = createDelivery({ ...QUICK, baseUrl: `${server.url}/maxim` }, silentReporter());
    delivery.accept('a');
    await delivery.flush();
    expect(server.seen[0]?.url).toBe('/maxim/api/sdk/v3/log?id=repo');
    await delivery.close();
    await server.stop();
  });

  it('goes out by itself after the flush interval', async () => {
    const { server, delivery } = await rig([]);
    delivery.accept('a');
    await server.received(1);
    expect(server.lines).toEqual(['a']);
  });

  it('goes out before the flush interval once a batch is full', async () => {
    const { server, delivery } = await rig([], { flushInterval: 1e9, maxBatchBytes: 100 });
    for (const line of numbered(20)) delivery.accept(line);
    await server.received(1);
    expect(Buffer.byteLength(server.bodies[0] ?? '')).toBeLessThanOrEqual(100);
  });

  it('holds whole lines up to the limit in bytes, and all lines arrive in order', async () => {
    const { server, delivery } = await rig([], { maxBatchBytes: 1_000 });
    const lines = numbered(1_000, 'zeile ä');
    for (const line of lines) delivery.accept(line);
    await delivery.flush();
    expect(server.lines).toEqual(lines);
    for (const body of server.bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_000);
  });

  it('is planned with one timer, however many lines come', async () => {
    const { delivery } = await rig([], { flushInterval: 1e6, maxBatchBytes: 5_000_000 });
    const timers = jest.spyOn(globalThis, 'setTimeout');
    for (const line of numbered(10_000)) delivery.accept(line);
    const planned = timers.mock.calls.length;
    timers.mockRestore();
    expect(planned).toBe(1);
    await delivery.flush();
  });

  it('goes alone with a line longer than a batch', async () => {
    const { server, delivery } = await rig([], { maxBatchBytes: 50 });
    const long = 'x'.repeat(500);
    for (const line of ['a', long, 'b']) delivery.accept(line);
    await delivery.flush();
    expect(server.bodies).toEqual(['a', long, 'b']);
  });

  it('is never in flight beside another', async () => {
    let inFlight = 0;
    let most = 0;
    const { server, delivery } = await rig([], { maxBatchBytes: 20 });
    const accept = answer(200);
    server.afterwards = async (request, response) => {
      most = Math.max(most, ++inFlight);
      const body = await accept(request, response);
      inFlight -= 1;
      return body;
    };
    for (const line of numbered(50)) delivery.accept(line);
    await Promise.all([delivery.flush(), delivery.flush()]);
    expect(server.lines).toHaveLength(50);
    expect(most).toBe(1);
  });

  it('leaves a line too long for any upload out, and says so', async () => {
    const { server, delivery, reports } = await rig([]);
    delivery.accept('x'.repeat(50_000_001));
    delivery.accept('a');
    await delivery.flush();
    expect(server.lines).toEqual(['a']);
    expect(delivery.stats()).toMatchObject({ sent: 1, rejected: 1 });
    expect(reports).toEqual([{ level: 'error', message: expect.stringContaining('50000001 bytes') }]);
  });
});

describe('a fault that passes', () => {
  it.each([
    ['503', answer(503)],
    ['500 with a page of HTML', answer(500, '<html>')],
    ['408', answer(408)],
    ['425', answer(425)],
    ['429', answer(429)],
    ['429 with Retry-After in seconds', answer(429, '{}', { 'retry-after': '0' })],
    ['503 with a Retry-After date that has passed', answer(503, '', { 'retry-after': new Date(0).toUTCString() })],
    ['a connection reset while the body is sent', resetMidBody],
    ['a connection cut after the body was taken', acceptThenCut],
    ['an answer cut in its middle', cutAnswer],
    ['truncated JSON in a 200', answer(200, '{"succ')],
    ['an error in a 200', answer(200, '{"error":{"message":"try later"}}')],
  ])('is retried with the same bytes: %s', async (_, fault) => {
    const { server, delivery } = await rig([fault, fault]);
    const lines = numbered(3);
    for (const line of lines) delivery.accept(line);
    await delivery.flush();
    const [first = '', second, third] = server.bodies;
    expect(lines.join('\n').startsWith(first)).toBe(true);
    expect([second?.length === first.length ? second : third, third]).toEqual([lines.join('\n'), lines.join('\n')]);
    expect(delivery.stats()).toEqual({
      queued: 0,
      queuedBytes: 0,
      sent: 3,
      retried: 2,
      dropped: 0,
      rejected: 0,
      spooled: 0,
    });
  });

  it('keeps newer lines behind the older ones', async () => {
    const { server, delivery } = await rig([answer(503), answer(503)], { maxBatchBytes: 10 });
    for (const line of numbered(3)) delivery.accept(line);
    await server.received(1);
    for (const line of numbered(3, 'late')) delivery.accept(line);
    await delivery.flush();
    expect(server.lines.slice(2)).toEqual([...numbered(3), ...numbered(3, 'late')]);
  });

  it.each([
    ['none', hang],
    ['one without an end', slowAnswer],
  ])('is an answer that is not there within the timeout: %s', async (_, fault) => {
    const { server, delivery } = await rig([fault], { requestTimeout: 50 });
    delivery.accept('a');
    await delivery.flush();
    expect(server.bodies).toEqual(['a', 'a']);
    expect(delivery.stats()).toMatchObject({ sent: 1, retried: 1 });
  });

  it('is a server that is not there yet', async () => {
    const gone = await FaultyServer.start();
    const { port, url } = gone;
    await gone.stop();
    const { delivery } = await rig([], { baseUrl: url });
    delivery.accept('a');
    const flushed = delivery.flush();
    while (delivery.stats().retried < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(delivery.stats().lastError).toContain('ECONNREFUSED');
    const server = await FaultyServer.start([], port);
    await flushed;
    expect(server.lines).toEqual(['a']);
    expect(delivery.stats()).not.toHaveProperty('lastError');
    await delivery.close();
    await server.stop();
  });

  it('is worth a warning from the third time on, once until it has passed', async () => {
    const { server, delivery, reports } = await rig([answer(503), answer(503)]);
    delivery.accept('a');
    await delivery.flush();
    expect(reports).toEqual([]);
    for (let round = 1; round <= 2; round++) {
      server.next(...Array.from({ length: 5 }, () => answer(503)));
      delivery.accept('b');
      await delivery.flush();
      expect(reports).toHaveLength(round);
    }
    expect(reports[0]).toEqual({ level: 'warn', message: expect.stringContaining('the server answered 503') });
  });

  it('leaves the server alone as long as it asks, also when somebody flushes', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    for (const wait of ['3600', inAnHour]) {
      const { server, delivery } = await rig([answer(429, '{}', { 'retry-after': wait })]);
      delivery.accept('a');
      await delivery.flush();
      delivery.accept('b');
      await delivery.flush();
      expect(server.bodies).toEqual(['a']);
      expect(delivery.stats()).toMatchObject({ queued: 2, sent: 0 });
    }
  });
});

it('runs outside the context of whoever logs', async () => {
  const context = new AsyncLocalStorage<string>();
  const agent = new Agent();
  const stores: unknown[] = [];
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    stores.push(context.getStore());
    return dispatch(options, handler);
  });
  const { delivery } = await rig([answer(503)], { dispatcher });
  context.run('of a request', () => delivery.accept('a'));
  await delivery.flush();
  expect(stores).toEqual([undefined, undefined]);
  await agent.close();
});
