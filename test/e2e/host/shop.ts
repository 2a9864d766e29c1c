import 'reflect-metadata';
import { Controller, Get, Inject, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type AddressInfo } from 'node:net';
import { Generation, MaximModule, Trace, type TransportOptions } from '../../../lib/index.js';

/** A whole app on HTTP, with or without shutdown hooks, that says on which port it listens. */

const [, , platform = '', hooks = '', baseUrl = '', transport = '{}'] = process.argv;

@Injectable()
class Assistant {
  @Generation({ model: 'small', messages: (question: string) => [{ role: 'user', content: question }] })
  answer(question: string): Promise<string> {
    return Promise.resolve(`Answer to ${question}. `.repeat(20));
  }
}

@Controller()
class Desk {
  constructor(@Inject(Assistant) private readonly assistant: Assistant) {}

  @Get('ask/:n')
  @Trace({ name: (n: string) => `question ${n}` })
  ask(@Param('n') n: string): Promise<string> {
    return this.assistant.answer(n);
  }
}

@Module({
  imports: [
    MaximModule.forRoot({
      ...{ apiKey: 'k', repositoryId: 'r', baseUrl },
      transport: JSON.parse(transport) as TransportOptions,
    }),
  ],
  providers: [Assistant],
  controllers: [Desk],
})
class Root {}

/** Of what Nest says only the warnings are of interest here. */
const quiet = (): void => undefined;
const logger = { log: quiet, error: quiet, warn: (message: string) => process.stdout.write(`${message}\n`) };

async function main(): Promise<void> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(Root, adapter, { logger });
  if (hooks === 'hooks') app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`${(app.getHttpServer().address() as AddressInfo).port}\n`);
}

void main();
