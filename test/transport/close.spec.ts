import { Agent } from 'undici';

import { answer, hang } from './faulty-server.js';
import { closeRigs, numbered, rig } from './setup.js';
import { removeTemporaryFolders } from './spool/temporary.js';
import { LARGE, spooling, uploadRig } from './upload-rig.js';

afterEach(async () => {
  await closeRigs();
  removeTemporaryFolders();
});

describe('close', () => {
  it('sends what waits, then lets go', async () => {
    const { server, delivery } = await rig([], { flushInterval: 1e9, maxBatchBytes: 20 });
    for (const line of numbered(10)) delivery.accept(line);
    await delivery.close();
    expect(server.lines).toEqual(numbered(10));
    expect(delivery.stats()).toMatchObject({ sent: 10, dropped: 0 });
  });

  it('drops what is left at the deadline and says how much and why', async () => {
    const { delivery, reports } = await rig([hang], { shutdownTimeout: 20 });
    for (const line of numbered(3)) delivery.accept(line);
    await delivery.close();
    expect(delivery.stats()).toMatchObject({ queued: 0, queuedBytes: 0, dropped: 3 });
    expect(reports).toEqual([{ level: 'error', message: expect.stringContaining('3 lines') }]);
  });

  it.each([
    [true, /^1 files and large logs wait on disk, in .+uploads: /, /^3 lines wait on disk, in .+[^s]: /],
    [false, /^1 files and large logs were not delivered/, /^3 lines were not delivered/],
  ])('tells of lines and of uploads that are left; with a spool: %p', async (hasSpool, ...said) => {
    const made = await uploadRig(undefined, { ...(hasSpool ? spooling() : { spool: false }), shutdownTimeout: 50 });
    made.server.afterwards = answer(503);
    for (const line of [LARGE, ...numbered(3)]) made.delivery.accept(line);
    await made.delivery.close();
    const left = made.reports.map(({ message }) => message).filter((message) => /^\d/.test(message));
    expect(left).toHaveLength(2);
    for (const [at, message] of left.entries()) expect(message).toMatch(said[at] ?? '');
  });

  it('does not wait for a server that refuses the connection longer than its next try', async () => {
    const { delivery, reports } = await rig([], {
      baseUrl: 'http://127.0.0.1:1',
      retry: { minDelay: 1e9, maxDelay: 1e9 },
      shutdownTimeout: 100,
    });
    delivery.accept('a');
    await delivery.close();
    expect(reports.at(-1)?.message).toContain('ECONNREFUSED');
  });

  it('can be called again, and again', async () => {
    const { server, delivery } = await rig([]);
    delivery.accept('a');
    await Promise.all([delivery.close(), delivery.close()]);
    await delivery.close();
    await delivery.flush();
    expect(server.lines).toEqual(['a']);
  });

  it('takes no line afterwards: each is counted, the first is reported', async () => {
    const { server, delivery, reports } = await rig([]);
    await delivery.close();
    delivery.accept('a');
    delivery.accept('b');
    await delivery.flush();
    expect(server.seen).toHaveLength(0);
    expect(delivery.stats()).toMatchObject({ dropped: 2, queued: 0 });
    expect(reports).toHaveLength(1);
  });

  it('uses the dispatcher of the user, and leaves it open', async () => {
    const dispatcher = new Agent();
    let dispatched = 0;
    const counting = dispatcher.compose((dispatch) => (options, handler) => {
      dispatched += 1;
      return dispatch(options, handler);
    });
    const { server, delivery } = await rig([], { dispatcher: counting });
    delivery.accept('a');
    await delivery.close();
    expect(dispatched).toBe(1);
    const { statusCode, body } = await dispatcher.request({ origin: server.url, path: '/', method: 'POST', body: 'x' });
    await body.dump();
    expect(statusCode).toBe(200);
    await dispatcher.close();
  });
});
