import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { MaximLogger, MaximModule } from '../../../lib/index.js';
import { decode } from '../../../lib/protocol/decode.js';

/** A script that logs and comes to its end without closing its app; prints what the server got. */

async function main(): Promise<void> {
  const received = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      for (const { entity } of decode(body)) received.add(entity);
      response.end('{}', () => process.stdout.write(JSON.stringify({ received: [...received] })));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;

  @Module({
    imports: [
      MaximModule.forRoot({
        apiKey: 'k',
        repositoryId: 'r',
        baseUrl: `http://127.0.0.1:${port}`,
        transport: { flushInterval: 2_147_483_647, spool: false },
      }),
    ],
  })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  app.get(MaximLogger).withSpan({ name: 'work' }, () => undefined);
}

void main();
