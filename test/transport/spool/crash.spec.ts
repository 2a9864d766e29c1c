import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { Compiled } from '../compiled.js';
import { answer, FaultyServer, hang, type Treatment } from '../faulty-server.js';
import { numbered, QUICK } from '../setup.js';
import { nextStart } from './next-start.js';
import { removeTemporaryFolders, temporaryFolder } from './temporary.js';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(60_000);

let compiled: Compiled;
const children: ChildProcess[] = [];
const servers: FaultyServer[] = [];

beforeAll(async () => {
  compiled = await Compiled.make('cjs');
});
afterAll(() => compiled.remove());
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  removeTemporaryFolders();
});

async function upstream(...script: Treatment[]): Promise<FaultyServer> {
  const server = await FaultyServer.start(script);
  servers.push(server);
  return server;
}

const options = (server: FaultyServer, dir: string, rest: object = {}): string =>
  JSON.stringify({ ...QUICK, baseUrl: server.url, spool: { dir, maxBytes: 512e6 }, overflow: 'spool', ...rest });

/** A process with a delivery, which says each line that it prints. */
async function start(
  body: string,
  settings: string,
  shell = '',
): Promise<{ child: ChildProcess; said: () => Promise<string> }> {
  const file = await compiled.write(`
    const { createDelivery } = await load('./transport/transport.js');
    const { Reporter } = await load('./faults/reporter.js');
    const tick = () => new Promise(setImmediate);
    const delivery = createDelivery(${settings}, new Reporter('warn', (level, text) => console.log(text)));
    ${body}
  `);
  const child = spawn('sh', ['-c', `${shell} exec "$0" "$1"`, process.execPath, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, said: async () => ((await lines.next()) as { value?: string }).value ?? 'the end' };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a process that is killed', () => {
  it.each<['write-ahead' | 'fsync', string, Treatment]>([
    ['write-ahead', 'does not answer', hang],
    ['write-ahead', 'is down', answer(503)],
    ['fsync', 'is down', answer(503)],
  ])('loses nothing that it accepted before its last tick: %s while the server %s', async (durability, _, fault) => {
    const server = await upstream();
    server.afterwards = fault;
    const dir = temporaryFolder();
    const { child, said } = await start(
      `for (let n = 0; ; n++) {
         for (let m = 0; m < 10; m++) delivery.accept('line ' + (n * 10 + m));
         await tick();
         console.log(n * 10 + 10);
       }`,
      options(server, dir, { durability }),
    );
    let accepted = 0;
    while (accepted < 500) accepted = Number(await said());
    await kill(child);
    server.recover();
    const before = server.lines.length;
    await nextStart(server, dir);
    expect(server.lines.slice(before)).toEqual(expect.arrayContaining(numbered(accepted)));
  });

  it('has what it sent sent no second time, but for what was not acknowledged', async () => {
    const server = await upstream();
    const dir = temporaryFolder();
    const { child, said } = await start(
      `for (let n = 0; n < 20; n++) delivery.accept('line ' + n);
       await delivery.flush();
       console.log('sent');
       await new Promise((resolve) => setTimeout(resolve, 1e6));`,
      options(server, dir, { durability: 'write-ahead' }),
    );
    expect(await said()).toBe('sent');
    await kill(child);
    await nextStart(server, dir);
    expect(server.lines).toEqual([...numbered(20), 'next start']);
  });

  it('leaves nothing behind that is in the way of the next, also when the next is killed as well', async () => {
    const server = await upstream();
    server.afterwards = answer(503);
    const dir = temporaryFolder();
    for (let round = 0; round < 3; round++) {
      const { child, said } = await start(
        `for (let n = 0; n < 10; n++) delivery.accept('round ${round} line ' + n);
         await delivery.flush();
         console.log('spooled');
         await new Promise((resolve) => setTimeout(resolve, 1e6));`,
        options(server, dir, { retry: { minDelay: 1e9, maxDelay: 1e9 }, shutdownTimeout: 1_000 }),
      );
      expect(await said()).toBe('spooled');
      await kill(child);
    }
    server.recover();
    const before = server.lines.length;
    await nextStart(server, dir);
    expect(server.lines.slice(before).sort()).toEqual(
      [
        'next start',
        ...numbered(10, 'round 0 line'),
        ...numbered(10, 'round 1 line'),
        ...numbered(10, 'round 2 line'),
      ].sort(),
    );
  });
});

it('two processes that start on one spool send each line once', async () => {
  const server = await upstream();
  server.afterwards = answer(503);
  const dir = temporaryFolder();
  for (let round = 0; round < 2; round++) {
    const { child, said } = await start(
      `for (let n = 0; n < 50; n++) delivery.accept('round ${round} line ' + n);
       await delivery.flush();
       console.log('spooled');`,
      options(server, dir, { retry: { minDelay: 1e9, maxDelay: 1e9 }, shutdownTimeout: 1_000, maxBatchBytes: 200 }),
    );
    expect(await said()).toBe('spooled');
    await kill(child);
  }
  server.recover();
  const before = server.lines.length;
  const both = await Promise.all(
    [1, 2].map((number) =>
      start(
        `process.stdin.once('data', async () => {
           delivery.accept('starter ${number}');
           await delivery.flush();
           while (delivery.stats().spooled > 0) await new Promise((resolve) => setTimeout(resolve, 5));
           await delivery.close();
           console.log('done');
           process.exit();
         });
         console.log('ready');`,
        options(server, dir, { maxBatchBytes: 200 }),
      ),
    ),
  );
  for (const { said } of both) expect(await said()).toBe('ready');
  for (const { child } of both) child.stdin?.write('go\n');
  for (const { said } of both) expect(await said()).toBe('done');
  const wanted = [0, 1].flatMap((round) => numbered(50, `round ${round} line`));
  expect(server.lines.slice(before).sort()).toEqual(['starter 1', 'starter 2', ...wanted].sort());
});

it('a full disk is reported once; what does not fit stays in memory, and all of it is delivered', async () => {
  const server = await upstream();
  server.afterwards = answer(503);
  const { child, said } = await start(
    `for (let n = 0; n < 400; n++) delivery.accept('line ' + n + ' ' + 'x'.repeat(200));
     await delivery.flush();
     console.log('queued: ' + delivery.stats().queued);
     process.stdin.once('data', async () => { await delivery.flush(); console.log(JSON.stringify(delivery.stats())); });`,
    options(server, temporaryFolder(), {
      maxBatchBytes: 10_000,
      retry: { minDelay: 50, maxDelay: 1e9 },
      shutdownTimeout: 1_000,
    }),
    'ulimit -f 40;',
  );
  const first = [await said(), await said(), await said()];
  expect(first.filter((text) => text.includes('transport.spool.dir'))).toHaveLength(1);
  server.recover();
  const before = server.lines.length;
  child.stdin?.write('go\n');
  const stats: unknown = JSON.parse(await said());
  expect(stats).toMatchObject({ dropped: 0, queued: 0, spooled: 0 });
  expect(server.lines.slice(before).map((line) => line.slice(0, line.indexOf(' x')))).toEqual(numbered(400));
});
