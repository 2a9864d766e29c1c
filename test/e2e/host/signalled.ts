import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MaximLogger, MaximModule } from '../../../lib/index.js';

/** An app that logs, and is told to end before its lines are due. */

const [, , baseUrl = '', dir = '', shutdownTimeout = ''] = process.argv;

@Module({
  imports: [
    MaximModule.forRoot({
      ...{ apiKey: 'k', repositoryId: 'r', baseUrl, logLevel: 'silent' },
      transport: { flushInterval: 2_147_483_647, spool: { dir }, shutdownTimeout: Number(shutdownTimeout) },
    }),
  ],
})
class Root {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  app.enableShutdownHooks();
  app.get(MaximLogger).withTrace({ name: 'last words' }, () => undefined);
  process.stdout.write('{}');
  process.kill(process.pid, 'SIGTERM');
}

void main();
