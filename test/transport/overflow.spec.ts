import { answer, hang } from './faulty-server.js';
import { closeRigs, rig } from './setup.js';

afterEach(closeRigs);

describe('a full queue', () => {
  it('drops the oldest lines, counts them and says so once', async () => {
    const { server, delivery, reports } = await rig([], { maxQueueBytes: 30, flushInterval: 1e9 });
    for (let n = 0; n < 10; n++) delivery.accept(`line ${n}${'.'.repeat(4)}`);
    expect(delivery.stats()).toMatchObject({ queued: 3, queuedBytes: 30, dropped: 7 });
    await delivery.flush();
    expect(server.lines).toEqual(['line 7....', 'line 8....', 'line 9....']);
    expect(reports).toEqual([{ level: 'warn', message: expect.stringContaining('maxQueueBytes') }]);
  });

  it('is news again after it was empty', async () => {
    const { delivery, reports } = await rig([], { maxQueueBytes: 3, flushInterval: 1e9 });
    for (let round = 1; round <= 2; round++) {
      delivery.accept('abc');
      delivery.accept('def');
      await delivery.flush();
      expect(reports).toHaveLength(round);
    }
  });

  it('counts the request in flight, which is not dropped', async () => {
    const { server, delivery } = await rig([hang], { maxQueueBytes: 10, maxBatchBytes: 4 });
    delivery.accept('1111');
    await server.received(1);
    for (const line of ['2222', '3333', '4444']) delivery.accept(line);
    expect(delivery.stats()).toMatchObject({ queued: 2, queuedBytes: 8, dropped: 2 });
  });

  it('is full of a million lines, however short', async () => {
    const { delivery } = await rig([], { flushInterval: 1e9, maxBatchBytes: 5_000_000 });
    for (let n = 0; n < 1_000_010; n++) delivery.accept('a');
    expect(delivery.stats()).toMatchObject({ queued: 1_000_000, dropped: 10 });
    await delivery.flush();
  });

  it('drops a line longer than itself, and keeps the others', async () => {
    const { server, delivery } = await rig([answer(200)], { maxQueueBytes: 10, flushInterval: 1e9 });
    delivery.accept('a');
    delivery.accept('x'.repeat(11));
    await delivery.flush();
    expect(server.lines).toEqual(['a']);
    expect(delivery.stats()).toMatchObject({ dropped: 1, sent: 1 });
  });
});
