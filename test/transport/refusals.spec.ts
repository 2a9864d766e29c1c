import { answer, decide, FaultyServer } from './faulty-server.js';
import { closeRigs, listeningReporter, numbered, QUICK, rig } from './setup.js';
import { Ledger } from '../../lib/transport/ledger.js';
import { Backlog } from '../../lib/transport/backlog.js';
import { Sender } from '../../lib/transport/sender.js';
import { Upstream } from '../../lib/transport/undici.js';

afterEach(closeRigs);

describe('a wrong key or repository', () => {
  it.each([
    [401, 'MAXIM_API_KEY'],
    [403, 'MAXIM_LOG_REPO_ID'],
    [404, 'MAXIM_BASE_URL'],
  ])('is one error that names the cure, and no storm: %i', async (status, cure) => {
    const { server, delivery, reports } = await rig([]);
    server.afterwards = answer(status, '{"error":"key-of-the-test is unknown"}');
    for (const line of numbered(10)) {
      delivery.accept(line);
      await delivery.flush();
    }
    expect(server.seen).toHaveLength(1);
    expect(reports).toEqual([{ level: 'error', message: expect.stringContaining(cure) }]);
    expect(delivery.stats()).toMatchObject({ queued: 10, sent: 0, dropped: 0 });
    expect(JSON.stringify([reports, delivery.stats()])).not.toContain('key-of-the-test');
  });

  it('is probed every five minutes', async () => {
    const { server, delivery } = await rig([answer(401)]);
    const timers = jest.spyOn(globalThis, 'setTimeout');
    delivery.accept('a');
    await server.received(1);
    const isFiveMinutes = ([, delay = 0]: unknown[]): boolean => Number(delay) > 299_000 && Number(delay) <= 300_000;
    while (!timers.mock.calls.some(isFiveMinutes)) await new Promise(setImmediate);
    timers.mockRestore();
  });

  it('is probed now and then, and everything goes out once it is mended', async () => {
    const server = await FaultyServer.start([answer(401), answer(401), answer(401)]);
    const { reporter, reports } = listeningReporter();
    const backlog = new Backlog(QUICK.maxBatchBytes, undefined);
    const ledger = new Ledger(reporter);
    const upstream = new Upstream({ ...QUICK, baseUrl: server.url });
    const sender = new Sender(backlog, (body) => upstream.post(body), ledger, QUICK, 5);
    for (const line of ['a', 'b']) {
      backlog.queue.push(line, 1);
      sender.wake();
    }
    await server.received(4);
    expect(server.bodies).toEqual(['a\nb', 'a\nb', 'a\nb', 'a\nb']);
    expect(reports).toHaveLength(1);
    sender.stop();
    await upstream.destroy();
    await server.stop();
  });

  it('never takes the key along a redirect', async () => {
    const elsewhere = await FaultyServer.start();
    const { server, delivery, reports } = await rig([answer(307, '', { location: `${elsewhere.url}/api/sdk/v3/log` })]);
    delivery.accept('a');
    await delivery.flush();
    expect(server.seen).toHaveLength(1);
    expect(elsewhere.seen).toHaveLength(0);
    expect(reports[0]?.message).toContain('MAXIM_BASE_URL');
    await elsewhere.stop();
  });
});

describe('a body that is not taken', () => {
  it('is split after a 413 until its parts are small enough', async () => {
    const { server, delivery } = await rig([]);
    server.afterwards = decide((body) => (body.length > 100 ? 413 : 200));
    const lines = numbered(100);
    for (const line of lines) delivery.accept(line);
    await delivery.flush();
    const taken = server.bodies.filter((body) => body.length <= 100);
    expect(taken.join('\n')).toBe(lines.join('\n'));
    expect(delivery.stats()).toMatchObject({ sent: 100, rejected: 0 });
  });

  it.each([400, 413, 422])('costs the poison line only, counted and reported once: %i', async (status) => {
    const { server, delivery, reports } = await rig([]);
    const judge = (body: string): number => (body.includes('poison') ? status : 200);
    server.afterwards = decide(judge);
    const lines = numbered(40);
    for (const [n, line] of lines.entries()) {
      delivery.accept(line);
      if (n === 7 || n === 30) delivery.accept(`poison ${n}`);
    }
    await delivery.flush();
    const taken = server.bodies.filter((body) => judge(body) === 200);
    expect(taken.flatMap((body) => body.split('\n'))).toEqual(lines);
    expect(delivery.stats()).toMatchObject({ sent: 40, rejected: 2, queued: 0 });
    expect(reports).toEqual([{ level: 'error', message: expect.stringContaining(`the server answered ${status}`) }]);
  });

  it('slows down when no line is taken at all: it may be us and not the lines', async () => {
    const { server, delivery } = await rig([], { retry: { minDelay: 1e6, maxDelay: 1e9 } });
    server.afterwards = answer(400);
    for (const line of numbered(1_024)) delivery.accept(line);
    await delivery.flush();
    expect(server.seen.length).toBeLessThan(30);
    expect(delivery.stats()).toMatchObject({ rejected: 3, queued: 1_021 });
  });
});
