import { readFileSync } from 'node:fs';

import { Compiled, type Format } from './compiled.js';
import { answer, FaultyServer } from './faulty-server.js';
import { filesBelow, removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(60_000);

const DELIVERY = `
  const { createDelivery } = await load('./transport/transport.js');
  const { silentReporter } = await load('./faults/reporter.js');
  const delivery = createDelivery({
    apiKey: 'key', repositoryId: 'repo', baseUrl: process.env.UPSTREAM ?? 'http://127.0.0.1:9', flushInterval: 1e9,
    maxBatchBytes: 1e6, maxQueueBytes: 1e6, retry: { minDelay: 100, maxDelay: 100 }, requestTimeout: 30e3,
    shutdownTimeout: Number(process.env.PATIENCE ?? 30e3), durability: process.env.DIR ? 'write-ahead' : 'memory',
    spool: process.env.DIR ? { dir: process.env.DIR, maxBytes: 1e7 } : false,
  }, silentReporter());
`;

afterEach(removeTemporaryFolders);

describe.each<Format>(['cjs', 'esm'])('a process that loads the transport as %s', (format) => {
  let compiled: Compiled;
  beforeAll(async () => {
    compiled = await Compiled.make(format);
  });
  afterAll(() => compiled.remove());

  it("keeps Node's own agent under its fetch", async () => {
    const printed = await compiled.run(`
      await load('./transport/transport.js');
      const agent = globalThis[Symbol.for('undici.globalDispatcher.1')];
      const { Agent } = await import('undici');
      const page = await fetch('data:,works');
      console.log(agent !== undefined, agent instanceof Agent, await page.text());
    `);
    expect(printed).toBe('true false works\n');
  });

  it('exits by itself while lines wait for the flush interval', async () => {
    expect(await compiled.run(`${DELIVERY} delivery.accept('a'); console.log('end');`)).toBe('end\n');
  });

  it('exits by itself while lines wait on disk', async () => {
    const script = `${DELIVERY} delivery.accept('a'); await delivery.flush(); console.log(delivery.stats().queued);`;
    const dir = temporaryFolder();
    expect(await compiled.run(script, { PATIENCE: '50', DIR: dir })).toBe('1\n');
    const text = filesBelow(dir).map((file) => readFileSync(file, 'utf8'));
    expect(text.join('')).toContain(' a\n');
  });

  it('stays alive for a flush through the waits between tries', async () => {
    const server = await FaultyServer.start([answer(503), answer(503)]);
    const script = `${DELIVERY} delivery.accept('a'); delivery.flush().then(() => console.log('flushed'));`;
    expect(await compiled.run(script, { UPSTREAM: server.url })).toBe('flushed\n');
    expect(server.bodies).toEqual(['a', 'a', 'a']);
    await server.stop();
  });

  it('exits by itself after close, with no handle left', async () => {
    const server = await FaultyServer.start();
    const script = `${DELIVERY}
      delivery.accept('a');
      await delivery.close();
      console.log(process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length);
    `;
    expect(await compiled.run(script, { UPSTREAM: server.url })).toBe('0\n');
    await server.stop();
  });
});
