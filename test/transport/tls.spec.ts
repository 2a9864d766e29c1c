import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Agent } from 'undici';

import { FaultyServer } from './faulty-server.js';
import { selfSigned } from './self-signed.js';
import { closeRigs, numbered, rig } from './setup.js';
import { removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';
import { spooling } from './upload-rig.js';

const servers: FaultyServer[] = [];
afterEach(async () => {
  await closeRigs();
  for (const server of servers.splice(0)) await server.stop();
  removeTemporaryFolders();
});

async function secureServer(identity: { key: string; cert: string }): Promise<FaultyServer> {
  const server = await FaultyServer.start([], 0, identity);
  servers.push(server);
  return server;
}

/** Lines for an address, failing until the server counts as down. */
async function failing(baseUrl: string, dir = temporaryFolder(), dispatcher?: Agent) {
  const options = { ...spooling(dir), baseUrl, shutdownTimeout: 20, ...(dispatcher && { dispatcher }) };
  const made = await rig([], options);
  for (const line of numbered(5)) made.delivery.accept(line);
  while (made.delivery.stats().retried < 5) await new Promise((resolve) => setTimeout(resolve, 1));
  return made;
}

describe('a certificate', () => {
  it('that nobody vouches for keeps lines on disk, is reported once, and gets nothing', async () => {
    const [server, dir] = [await secureServer(selfSigned()), temporaryFolder()];
    const { delivery, reports } = await failing(server.url, dir);
    expect(server.seen).toEqual([]);
    expect(reports).toEqual([
      { level: 'warn', message: expect.stringContaining('self-signed certificate') as unknown },
    ]);
    expect(delivery.stats()).toMatchObject({ queued: 5, sent: 0, dropped: 0, rejected: 0 });
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
    const text = files.map((file) => readFileSync(join(dir, file), 'utf8')).join('');
    for (const line of numbered(5)) expect(text).toContain(` ${line}\n`);
  });

  it("that the user's dispatcher vouches for is taken", async () => {
    const identity = selfSigned();
    const server = await secureServer(identity);
    const dispatcher = new Agent({ connect: { ca: identity.cert } });
    const { delivery } = await rig([], { baseUrl: server.url, dispatcher });
    for (const line of numbered(5)) delivery.accept(line);
    await delivery.close();
    expect(server.lines).toEqual(numbered(5));
    await dispatcher.close();
  });

  it('of another host gets nothing, whoever vouches for it', async () => {
    const identity = selfSigned([127, 0, 0, 2]);
    const server = await secureServer(identity);
    const dispatcher = new Agent({ connect: { ca: identity.cert } });
    const { delivery } = await failing(server.url, temporaryFolder(), dispatcher);
    expect(delivery.stats().lastError).toContain("does not match certificate's altnames");
    expect(server.seen).toEqual([]);
    await delivery.close();
    await dispatcher.destroy();
  });
});

it('where the server speaks no TLS, nothing is sent in the clear, and the cure is named in one line', async () => {
  const server = await FaultyServer.start();
  servers.push(server);
  const { delivery, reports } = await failing(server.url.replace('http:', 'https:'));
  const reason =
    'the server, or a proxy before it, speaks no TLS: ' +
    'use http:// for it in MAXIM_BASE_URL (option baseUrl), or in HTTPS_PROXY';
  expect(delivery.stats().lastError).toBe(reason);
  expect(reports).toEqual([
    { level: 'warn', message: `Logs are not delivered: ${reason}. They are kept and sent again.` },
  ]);
  expect(server.seen).toEqual([]);
});
