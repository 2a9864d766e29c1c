import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { decode } from '../../lib/protocol/decode.js';
import { Fold } from '../../lib/protocol/tree/fold.js';
import { startChild } from '../observe/child.js';
import { answer, FaultyServer, hang, type Treatment } from '../transport/faulty-server.js';
import { removeTemporaryFolders, temporaryFolder } from '../transport/spool/temporary.js';
import { PLATFORMS } from './http-app.js';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(120_000);

const children: ChildProcess[] = [];
let server: FaultyServer;
let accepted: string[];

/** Takes all lines. */
const takes: Treatment = async (request, response) => {
  const body = await answer(200)(request, response);
  accepted.push(body);
  return body;
};

beforeEach(async () => {
  accepted = [];
  server = await FaultyServer.start();
  server.afterwards = takes;
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await server.stop();
  removeTemporaryFolders();
});

const QUICK = { flushInterval: 5, retry: { minDelay: 1, maxDelay: 5 }, maxBatchBytes: 20_000 };

interface Shop {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it says next. */
  said(): Promise<string>;
}

async function open(platform: string, hooks: string, transport: object, env = process.env): Promise<Shop> {
  const child = startChild('../../e2e/host/shop.ts', [platform, hooks, server.url, JSON.stringify(transport)], env);
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (): Promise<string> => String((await lines.next()).value);
  return { child, said, url: `http://127.0.0.1:${await said()}` };
}

async function ask({ url }: Shop, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) await (await fetch(`${url}/ask/${n}`)).text();
}

async function end({ child }: Shop, signal: NodeJS.Signals): Promise<unknown> {
  child.kill(signal);
  return (await once(child, 'close'))[1];
}

/** Waits until all that was asked has arrived, whole. */
async function arrived(count: number): Promise<void> {
  const whole = (): string[] => {
    const fold = new Fold();
    for (const line of accepted.flatMap(decode)) fold.add(line);
    const isWhole = ({ status, children: [generation] }: ReturnType<Fold['traces']>[number]): boolean =>
      status === 'ok' && generation?.type === 'generation' && generation.endTimestamp !== undefined;
    return fold.traces().flatMap((trace) => (isWhole(trace) ? [trace.name ?? ''] : []));
  };
  while (whole().length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(whole().sort()).toEqual(Array.from({ length: count }, (_, n) => `question ${n}`).sort());
}

describe.each(PLATFORMS)('an app on %s with shutdown hooks that gets SIGTERM', (platform) => {
  it('sends what waits', async () => {
    const shop = await open(platform, 'hooks', { ...QUICK, spool: false, flushInterval: 1e6, shutdownTimeout: 60_000 });
    await ask(shop, 0, 5);
    expect(accepted).toEqual([]);
    expect(await end(shop, 'SIGTERM')).toBe('SIGTERM');
    await arrived(5);
  });

  it('amid an outage leaves on disk what the server did not take, and the next start sends it by itself', async () => {
    const transport = { ...QUICK, spool: { dir: temporaryFolder() }, shutdownTimeout: 300 };
    const shop = await open(platform, 'hooks', transport);
    await ask(shop, 0, 20);
    server.afterwards = answer(503);
    await ask(shop, 20, 40);
    await server.received(server.seen.length + 5);
    await ask(shop, 60, 20);
    server.afterwards = hang;
    await server.received(server.seen.length + 1);
    await ask(shop, 80, 20);
    expect(await end(shop, 'SIGTERM')).toBe('SIGTERM');
    server.recover();
    server.afterwards = takes;
    const next = await open(platform, 'hooks', transport);
    await arrived(100);
    await end(next, 'SIGTERM');
  });
});

describe('an app without shutdown hooks', () => {
  it('says so once it is up; SIGTERM costs nothing that is written ahead', async () => {
    // A test run gets no hints.
    const env = { ...process.env, JEST_WORKER_ID: '', NODE_ENV: '' };
    const transport = { ...QUICK, spool: { dir: temporaryFolder() }, durability: 'write-ahead', flushInterval: 1e6 };
    const shop = await open('express', 'none', transport, env);
    await ask(shop, 0, 5);
    expect(await shop.said()).toContain('Call app.enableShutdownHooks() in main.ts');
    expect(await end(shop, 'SIGTERM')).toBe('SIGTERM');
    expect(accepted).toEqual([]);
    const next = await open('express', 'hooks', { ...transport, flushInterval: 5 });
    await arrived(5);
    await end(next, 'SIGTERM');
  });
});
