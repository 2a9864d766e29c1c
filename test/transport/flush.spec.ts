import { EventEmitter, once } from 'node:events';

import { answer, hang, type Treatment } from './faulty-server.js';
import { closeRigs, numbered, rig } from './setup.js';

afterEach(closeRigs);

describe('flush', () => {
  it('sends what was accepted before at once and resolves when it is sent', async () => {
    const { server, delivery } = await rig([], { flushInterval: 1e9 });
    for (const line of numbered(3)) delivery.accept(line);
    await delivery.flush();
    expect(server.lines).toEqual(numbered(3));
  });

  it('resolves at once when nothing waits, and makes no request', async () => {
    const { server, delivery } = await rig([]);
    await delivery.flush();
    expect(server.seen).toHaveLength(0);
  });

  it('does not wait for what is accepted after it', async () => {
    const { server, delivery } = await rig([answer(200), hang], { flushInterval: 1e9 });
    delivery.accept('a');
    const flushed = delivery.flush();
    await server.received(1);
    delivery.accept('b');
    await flushed;
    expect(delivery.stats()).toMatchObject({ sent: 1 });
  });

  it('waits for the request in flight', async () => {
    const gate = new EventEmitter();
    const gated: Treatment = async (request, response) => {
      const opened = once(gate, 'open');
      gate.emit('reached');
      await opened;
      return answer(200)(request, response);
    };
    const { server, delivery } = await rig([gated]);
    const reached = once(gate, 'reached');
    delivery.accept('a');
    await reached;
    let flushed = false;
    const flushing = delivery.flush().then(() => (flushed = true));
    await new Promise(setImmediate);
    expect(flushed).toBe(false);
    gate.emit('open');
    await flushing;
    expect(server.lines).toEqual(['a']);
  });

  it('costs one try while the server is known to be down, and keeps the lines', async () => {
    const { server, delivery } = await rig([], { retry: { minDelay: 1e9, maxDelay: 1e9 }, shutdownTimeout: 1_000 });
    server.afterwards = answer(503);
    for (const line of numbered(5)) {
      delivery.accept(line);
      await delivery.flush();
    }
    expect(server.seen).toHaveLength(1);
    expect(delivery.stats()).toMatchObject({ queued: 5, dropped: 0 });
  });

  it('cuts the backoff short, down to its least', async () => {
    const { server, delivery } = await rig([], { retry: { minDelay: 1, maxDelay: 1e12 } });
    server.afterwards = answer(503);
    delivery.accept('a');
    await server.received(10);
    server.afterwards = answer(200);
    await delivery.flush();
    await delivery.flush();
    expect(delivery.stats()).toMatchObject({ queued: 0, sent: 1 });
  });

  it('stops waiting for a server that does not answer, and keeps the lines', async () => {
    const { delivery } = await rig([hang], { shutdownTimeout: 20 });
    delivery.accept('a');
    await delivery.flush();
    expect(delivery.stats()).toMatchObject({ queued: 1, dropped: 0 });
  });
});
