import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Generation, MaximLogger, MaximModule, type MaximModuleOptions, Span } from 'nestjs-maxim';
import { ANSWER, DONE, FOUND, type Kind } from '../work.js';
import { type MakeSubject, nothing, type Subject } from './subject.js';

/** The methods of `Shop`, decorated. */
class Recorded {
  @Span('Recorded.method')
  async span(_question: object): Promise<object> {
    await DONE;
    return FOUND;
  }

  @Generation('Recorded.method')
  async generation(_request: object): Promise<object> {
    await DONE;
    return ANSWER;
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
