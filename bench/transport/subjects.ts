import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MaximLogger, MaximModule, type MaximModuleOptions } from 'nestjs-maxim';
import { Agent } from 'undici';
import { completion, messages, PARAMETERS, partsOf, stringified } from './traces.js';

const BODY_BYTES = 1_000_000;

/** Something that logs traces, in a Nest application context. */
export interface Subject {
  /** Logs one whole trace. Synchronous. */
  log(id: string, n: number): void;
  flush(): Promise<void>;
  /** Lines that wait on disk. */
  spooled(): number;
  close(): Promise<void>;
}

/** `JSON.stringify`, and one undici request for each MB. */
export async function floor(url: string): Promise<Subject> {
  @Module({})
  class Empty {}
  const app = await NestFactory.createApplicationContext(Empty, { logger: false });
  const agent = new Agent({ connections: 1 });
  let lines: string[] = [];
  let bytes = 0;
  let sending: Promise<unknown> = Promise.resolve();
  const send = (): void => {
    const body = lines.join('\n');
    [lines, bytes] = [[], 0];
    sending = sending.then(async () => {
      const answer = await agent.request({ origin: url, path: '/api/sdk/v3/log?id=r', method: 'POST', body });
      await answer.body.text();
    });
  };
  return {
    log(id, n) {
      for (const line of stringified(id, n)) {
        lines.push(line);
        bytes += line.length;
      }
      if (bytes >= BODY_BYTES) send();
    },
    async flush() {
      if (lines.length > 0) send();
      await sending;
    },
    spooled: () => 0,
    async close() {
      await agent.close();
      await app.close();
    },
  };
}

/** This package, with its defaults but for where it sends and spools. */
export async function maxim(url: string, transport: MaximModuleOptions['transport'] = {}): Promise<Subject> {
  @Module({
    imports: [MaximModule.forRoot({ apiKey: 'key', repositoryId: 'r', baseUrl: url, logLevel: 'error', transport })],
  })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  const logger = app.get(MaximLogger);
  return {
    log(id, n) {
      const parts = partsOf(id);
      const trace = logger.trace({ id, name: 'POST /ask' });
      const span = trace.span({ id: parts.span, name: 'answer' });
      const generation = span.generation({
        id: parts.generation,
        name: 'complete',
        provider: 'openai',
        model: 'gpt-4o-mini',
        messages: messages(n),
        modelParameters: PARAMETERS,
      });
      generation.result(completion(n));
      span.end();
      trace.end();
    },
    flush: () => logger.flush(),
    spooled: () => logger.stats().spooled + logger.stats().queued,
    close: () => app.close(),
  };
}
