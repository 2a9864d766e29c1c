import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PassThrough, Readable } from 'node:stream';
import { NEVER, of, type Observable } from 'rxjs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Generation, MaximLogger, MaximModule, Span } from '../../../lib/index.js';

/** Makes decorated calls of one kind; prints how the heap grew, and what the garbage collector could not take. */

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const [kind = '', baseUrl = '', calls = ''] = process.argv.slice(2);

class Cancelable<T> extends Promise<T> {}
const shared = Cancelable.resolve(1);

class Work {
  @Span()
  async value(index: number): Promise<string> {
    await Promise.resolve();
    return `answer ${index}`;
  }

  @Span()
  failure(): Promise<never> {
    return Promise.reject(new Error('refused'));
  }

  @Span()
  shared(): Promise<number> {
    return shared;
  }

  @Span()
  never(): Promise<void> {
    return new Promise(() => undefined);
  }

  @Generation()
  async *stream(): AsyncGenerator<string> {
    for (;;) yield await Promise.resolve('word');
  }

  @Span()
  *generator(): Generator<number> {
    yield 1;
  }

  @Span()
  cold(): Observable<number> {
    return of(1);
  }

  @Span()
  forever(): Observable<never> {
    return NEVER;
  }

  @Span()
  web(): ReadableStream {
    return new ReadableStream({ pull: (controller) => controller.enqueue('word') });
  }

  @Span()
  node(): Readable {
    return new PassThrough();
  }

  @Span()
  response(): Response {
    return new Response('word');
  }

  @Span()
  lazy(): Promise<number> {
    return Cancelable.resolve(1);
  }
}

const work = new Work();
const kinds: Record<string, (index: number) => unknown> = {
  'calls that end': (index) => work.value(index),
  'calls that fail': () => work.failure().catch(() => undefined),
  'one promise for all': () => work.shared(),
  'promises that never settle': () => void work.never(),
  'streams that are left in the middle': () => void work.stream().next(),
  'subscriptions that are never given up': () => void work.forever().subscribe(),
  'streams that nobody reads': () => void work.stream(),
  'Observables that nobody subscribes to': () => void work.cold(),
};

const values: Record<string, () => object> = {
  'async generator': () => work.stream(),
  generator: () => work.generator(),
  Observable: () => work.cold(),
  ReadableStream: () => work.web(),
  Readable: () => work.node(),
  Response: () => work.response(),
  'subclass of Promise': () => work.lazy(),
};

/** What of these is still in memory once its trace is over, and nobody holds it. */
async function leftOver(logger: MaximLogger): Promise<string[]> {
  const refs = Object.entries(values).map(([name, make]) => {
    const ref = logger.withTrace({ name }, () => new WeakRef(make()));
    return { name, ref };
  });
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  return refs.filter(({ ref }) => ref.deref() !== undefined).map(({ name }) => name);
}

/** Bytes of the heap that are in use after so many calls more. */
async function heapAfter(logger: MaximLogger, count: number): Promise<number> {
  const make = kinds[kind];
  for (let index = 0; index < count; index += 100) {
    await logger.withTrace({ name: 'work' }, async () => {
      for (let call = index; call < index + 100; call++) await make?.(call);
    });
    if (index % 5_000 === 0) await logger.flush();
  }
  await logger.flush();
  for (let turn = 0; turn < 4; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

@Module({
  imports: [MaximModule.forRoot({ apiKey: 'key', repositoryId: 'repo', baseUrl, transport: { spool: false } })],
})
class App {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const logger = app.get(MaximLogger);
  const count = Number(calls);
  if (kind === 'values') process.stdout.write(JSON.stringify(await leftOver(logger)));
  else {
    // Elements that never end are kept up to a number, which is reached here.
    await heapAfter(logger, 25_000);
    const before = await heapAfter(logger, 1_000);
    const after = await heapAfter(logger, count);
    process.stdout.write(JSON.stringify({ perCall: (after - before) / count, open: logger.stats().open }));
  }
  await app.close();
}

void main();
