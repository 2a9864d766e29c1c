import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MaximLogger, MaximModule } from '../../lib/index.js';
import { collecting } from '../collector/collecting.js';
import { inChild } from '../observe/child.js';
import { removeTemporaryFolders, temporaryFolder } from '../transport/spool/temporary.js';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(60_000);

afterEach(removeTemporaryFolders);

describe('an app with shutdown hooks that gets SIGTERM', () => {
  it('sends what waits', async () => {
    const collector = await collecting();
    await inChild('../../e2e/host/signalled.ts', collector.url, temporaryFolder(), '30000');
    expect(collector.traces()).toMatchObject([{ name: 'last words', status: 'ok' }]);
  });

  it('leaves on disk what the server does not take in time, and the next start sends it', async () => {
    const [collector, dir] = [await collecting(), temporaryFolder()];
    const baseUrl = collector.url;
    await collector.close();
    await inChild('../../e2e/host/signalled.ts', baseUrl, dir, '50');
    const again = await collecting({ port: Number(new URL(baseUrl).port) });

    @Module({
      imports: [MaximModule.forRoot({ apiKey: 'k', repositoryId: 'r', baseUrl, transport: { spool: { dir } } })],
    })
    class Root {}
    const app = await NestFactory.createApplicationContext(Root, { logger: false });
    app.get(MaximLogger).trace({ name: 'next start' }).end();
    while (again.traces().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(again.traces().map(({ name }) => name)).toEqual(expect.arrayContaining(['last words', 'next start']));
    await app.close();
  });
});
