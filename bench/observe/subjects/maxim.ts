import 'reflect-metadata';
import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Generation, MaximLogger, MaximModule, type MaximModuleOptions, Span } from 'nestjs-maxim';
import { toNowhere } from '../../nowhere.js';
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
export async function maximLogger(
  url: string,
  options: MaximModuleOptions = {},
  providers: Provider[] = [],
): Promise<MaximLogger> {
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
    providers,
  })
  class Root {}
  return (await NestFactory.createApplicationContext(Root, { logger: false })).get(MaximLogger);
}

function decorated(kind: Kind): Subject['call'] {
  const recorded = new Recorded();
  return kind === 'span' ? (argument) => recorded.span(argument) : (argument) => recorded.generation(argument);
}

const recording = (kind: Kind, logger: MaximLogger): Subject => ({
  trace: (work) => logger.withTrace({ name: 'ask' }, work),
  call: decorated(kind),
  flush: () => logger.flush(),
});

/** This package. */
export const maxim: MakeSubject = async (kind, url) => recording(kind, await maximLogger(url));

/** The same, its lines thrown away. */
export const dropped: MakeSubject = async (kind, url) => recording(kind, await maximLogger(url, {}, [toNowhere]));

/** The same, turned off. */
export const disabled: MakeSubject = async (kind, url) => {
  await maximLogger(url, { enabled: false });
  return { trace: (work) => work(), call: decorated(kind), flush: nothing };
};
