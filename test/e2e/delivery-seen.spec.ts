import { type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { MaximLogger, MaximModule } from '../../lib/index.js';
import { answer, FaultyServer } from '../transport/faulty-server.js';
import { removeTemporaryFolders, temporaryFolder } from '../transport/spool/temporary.js';

let server: FaultyServer;
let warnings: unknown[];
const logger: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: (...said: unknown[]) => warnings.push(said),
};

beforeEach(async () => {
  warnings = [];
  server = await FaultyServer.start();
});
afterEach(async () => {
  await server.stop();
  removeTemporaryFolders();
});

it('what becomes of lines is seen in stats(), on the diagnostics channel, and in warnings of Nest’s logger', async () => {
  const published: unknown[] = [];
  const note = (stats: unknown): unknown => published.push(stats);
  subscribe('nestjs-maxim:stats', note);
  const transport = { spool: { dir: temporaryFolder() }, retry: { minDelay: 1, maxDelay: 2 }, flushInterval: 1 };

  @Module({ imports: [MaximModule.forRoot({ apiKey: 'k', repositoryId: 'r', baseUrl: server.url, transport })] })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger });
  const maxim = app.get(MaximLogger);
  server.afterwards = answer(503);
  const trace = maxim.trace({ id: 't', name: 'seen' });
  await server.received(5);
  while (published.length < 5) await new Promise(setImmediate);
  const { queuedBytes, retried } = maxim.stats();
  expect(maxim.stats()).toEqual({
    ...{ queued: 1, queuedBytes, sent: 0, retried, dropped: 0, rejected: 0, spooled: 0, open: 1 },
    lastError: 'the server answered 503',
  });
  expect(queuedBytes).toBeGreaterThan(50);
  expect(warnings).toEqual([[expect.stringContaining('Logs are not delivered'), 'MaximModule']]);

  server.recover();
  trace.end();
  await maxim.flush();
  const figures = { ...{ queued: 0, queuedBytes: 0, sent: 2, dropped: 0, rejected: 0, spooled: 0 } };
  expect(maxim.stats()).toEqual({ ...figures, retried: expect.any(Number) as number, open: 0 });
  expect(published.at(-1)).toEqual({ ...figures, retried: expect.any(Number) as number, repositoryId: 'r' });
  expect(retried).toBeGreaterThanOrEqual(4);
  unsubscribe('nestjs-maxim:stats', note);
  await app.close();
});
