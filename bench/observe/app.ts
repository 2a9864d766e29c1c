import 'reflect-metadata';
import {
  Body,
  type CallHandler,
  Controller,
  type DynamicModule,
  HttpCode,
  Module,
  type NestInterceptor,
  Post,
  type Type,
} from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { Generation, MaximLogger, MaximModule, Span } from 'nestjs-maxim';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { FloorSender } from './floor-sender.js';
import { type Kind, Shop } from './work.js';

/** A Nest app with one route, in a process of its own. */

export type Adapter = 'express' | 'fastify';
/**
 * With what any app has for its logs, a middleware that runs an AsyncLocalStorage and a global interceptor; the same with
 * the floor of what our lines cost; with our module; with our module and the route decorated as a span or a generation.
 */
export type AppName = 'plain' | `floor-${Kind}` | 'module' | Kind;
export type AppMessage = { address: true } | { cpu: true };

const [, , adapter, name, sink = ''] = process.argv as [string, string, Adapter, AppName, string];

const shop = new Shop();
const storage = new AsyncLocalStorage<object>();
const floors: FloorSender[] = [];

@Controller()
class Plain {
  @Post('ask')
  @HttpCode(200)
  async ask(@Body() request: object) {
    return shop.complete(request);
  }
}

function floorOf(kind: Kind): Type {
  const floor = new FloorSender(sink, kind);
  floors.push(floor);

  @Controller()
  class Floor {
    @Post('ask')
    @HttpCode(200)
    async ask(@Body() request: object) {
      const ended = floor.begin(request);
      const result = await shop.complete(request);
      ended(result);
      return result;
    }
  }
  return Floor;
}

function decoratedBy(decorator: MethodDecorator): Type {
  @Controller()
  class Decorated {
    @Post('ask')
    @HttpCode(200)
    @decorator
    async ask(@Body() request: object) {
      return shop.complete(request);
    }
  }
  return Decorated;
}

class PassThrough implements NestInterceptor {
  intercept(_: unknown, next: CallHandler) {
    return next.handle();
  }
}

const ours = (): DynamicModule =>
  MaximModule.forRoot({
    apiKey: 'key',
    repositoryId: 'r',
    baseUrl: sink,
    logLevel: 'error',
    transport: { spool: false },
  });

const CONTROLLER: Record<AppName, () => Type> = {
  plain: () => Plain,
  'floor-span': () => floorOf('span'),
  'floor-generation': () => floorOf('generation'),
  module: () => Plain,
  span: () => decoratedBy(Span('Recorded.method')),
  generation: () => decoratedBy(Generation('Recorded.method')),
};
const hasModule = name === 'module' || name === 'span' || name === 'generation';

@Module({
  controllers: [CONTROLLER[name]()],
  imports: hasModule ? [ours()] : [],
  providers: hasModule ? [] : [{ provide: APP_INTERCEPTOR, useClass: PassThrough }],
})
class Root {}

async function main(): Promise<void> {
  const settings = { logger: false, abortOnError: false } as const;
  const app = await (adapter === 'fastify'
    ? NestFactory.create(Root, new FastifyAdapter(), settings)
    : NestFactory.create(Root, settings));
  if (!hasModule) app.use((_: unknown, __: unknown, next: () => void) => storage.run({ id: randomUUID() }, next));
  await app.listen(0, '127.0.0.1');
  const flush = () => (hasModule ? app.get(MaximLogger).flush() : Promise.all(floors.map((floor) => floor.flush())));
  let before = process.cpuUsage();
  serve<AppMessage>(async (message) => {
    if ('address' in message) return app.getUrl();
    await flush();
    const us = cpuUs(before);
    before = process.cpuUsage();
    return us;
  });
}

void main();
