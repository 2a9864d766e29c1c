import { type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type AddressInfo } from 'node:net';
import { type MaximModuleOptions } from '../../lib/index.js';
import { MaximModule } from '../../lib/nest/maxim.module.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface RunningApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly recorder: MaximRecorder;
}

interface AppUnderTest extends ModuleMetadata {
  readonly maxim?: MaximModuleOptions;
  readonly before?: (app: INestApplication) => void;
  /** What Fastify's adapter is given. */
  readonly fastify?: { readonly http2: true };
}

/** Starts a Nest app on a real port, its lines kept in a recorder. */
export async function startApp(platform: Platform, under: AppUnderTest): Promise<RunningApp> {
  const { maxim = {}, before, fastify, imports = [], ...metadata } = under;
  const testing = Test.createTestingModule({
    ...metadata,
    imports: [MaximModule.forRoot(maxim), MaximTestingModule.forRoot(), ...imports],
  });
  const compiled = await testing.compile();
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(fastify as object);
  const app = compiled.createNestApplication(adapter, { logger: false });
  before?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, recorder: app.get(MaximRecorder) };
}

/** Waits until a trace has ended: it does so when the response has closed, shortly after the client has it. */
export async function ended(recorder: MaximRecorder, count = 1): Promise<void> {
  while (recorder.traces.filter(({ endTimestamp }) => endTimestamp !== undefined).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
