import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Generation, MaximLogger, MaximModule, type MaximModuleOptions, Span } from 'nestjs-maxim';
import { type Kind, Shop } from '../work.js';
import { type MakeSubject, nothing, type Subject } from './subject.js';

const shop = new Shop();

class Recorded {
  @Span('Recorded.method')
  span(argument: object): Promise<object> {
    return shop.find(argument);
  }

  @Generation('Recorded.method')
  generation(argument: object): Promise<object> {
    return shop.complete(argument);
  }
}

/** The module as an app has it, with its defaults but for where it sends. */
export async function maximLogger(url: string, options: MaximModuleOptions = {}): Promise<MaximLogger> {
  @Module({
    imports: [
      MaximModule.forRoot({
        apiKey: 'key',
        repositoryId: 'r',
        baseUrl: url,
        logLevel: 'error',
        autoCapture: false,
        transport: { spool: false },
        ...options,
      }),
    ],
  })
  class Root {}
  return (await NestFactory.createApplicationContext(Root, { logger: false })).get(MaximLogger);
}

function decorated(kind: Kind): Subject['call'] {
  const recorded = new Recorded();
  return kind === 'span' ? (argument) => recorded.span(argument) : (argument) => recorded.generation(argument);
}

/** This package. */
export const maxim: MakeSubject = async (kind, url) => {
  const logger = await maximLogger(url);
  return {
    trace: (work) => logger.withTrace({ name: 'ask' }, work),
    call: decorated(kind),
    flush: () => logger.flush(),
  };
};

/** The same, turned off. */
export const disabled: MakeSubject = async (kind, url) => {
  await maximLogger(url, { enabled: false });
  return { trace: (work) => work(), call: decorated(kind), flush: nothing };
};
