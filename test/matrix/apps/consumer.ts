// Copied into each consumer as consumer.cts and consumer.mts: one source, both formats.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Controller, type DynamicModule, Get, Inject, Injectable, Module, Param, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Generation, MaximLogger, MaximModule, type MaximModuleOptions, Span, Trace } from 'nestjs-maxim';
import { startCollector } from 'nestjs-maxim/collector';
import { MaximRecorder, MaximTestingModule } from 'nestjs-maxim/testing';

interface Answers {
  answer(question: string): Promise<string>;
}

@Injectable()
export class Support implements Answers {
  constructor(private readonly maxim: MaximLogger) {}

  @Trace({ name: 'answer' })
  async answer(question: string): Promise<string> {
    const found = await this.find(question);
    this.maxim.currentTrace()?.addTag('question', question);
    return this.ask([{ role: 'user', content: `${question}: ${found}` }]);
  }

  @Span({ name: 'find' })
  async find(question: string): Promise<string> {
    return (await this.rank(question)).toUpperCase();
  }

  @Generation({ name: 'rank', provider: 'openai', model: 'gpt-4o' })
  rank(question: string): Promise<string> {
    return Promise.resolve(`ranked ${question}`);
  }

  @Generation({ name: 'ask', provider: 'openai', model: 'gpt-4o' })
  async ask(messages: { role: 'user'; content: string }[]): Promise<string> {
    await new Promise((resolve) => setImmediate(resolve));
    return `answered ${messages.length}`;
  }
}

const ANSWERS = Symbol('answers');
const QUESTION = 'order-42';
const TREE = 'trace answer (span find (generation rank), generation ask)';

@Controller()
class SupportController {
  constructor(@Inject(ANSWERS) private readonly support: Answers) {}

  @Get('answer/:question')
  answer(@Param('question') question: string): Promise<string> {
    return this.support.answer(question);
  }
}

function appModule(service: Type<Answers>, options: MaximModuleOptions, ...more: DynamicModule[]): Type {
  @Module({
    imports: [MaximModule.forRoot(options), ...more],
    controllers: [SupportController],
    providers: [{ provide: ANSWERS, useClass: service }],
  })
  class AppModule {}
  return AppModule;
}

interface Node {
  type: string;
  name?: string | undefined;
  children: readonly Node[];
}

const drawn = (node: Node): string => {
  const children = node.children.map(drawn).join(', ');
  return `${node.type} ${node.name ?? '?'}${children && ` (${children})`}`;
};

/** Over HTTP and the wire to a collector: injection, decorators, the scope and delivery. */
async function delivered(service: Type<Answers>): Promise<void> {
  const collector = await startCollector({ port: 0 });
  try {
    const options = { apiKey: 'key', repositoryId: 'repository', baseUrl: collector.url };
    const app = await NestFactory.create(appModule(service, options), { logger: ['error', 'warn'] });
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`${await app.getUrl()}/answer/${QUESTION}`);
    const text = await response.text();
    await app.get(MaximLogger).flush();
    await app.close();
    assert.equal(text, 'answered 1');
    assert.deepEqual(collector.traces().map(drawn), [TREE]);
    assert.equal(collector.traces()[0]?.tags['question'], QUESTION);
  } finally {
    await collector.close();
  }
}

/** The same service under the testing door. */
async function recorded(service: Type<Answers>): Promise<void> {
  const options = { apiKey: 'key', repositoryId: 'repository', baseUrl: 'http://127.0.0.1:9' };
  const testing = MaximTestingModule.forRoot();
  const app = await NestFactory.createApplicationContext(appModule(service, options, testing), { logger: ['error'] });
  await app.get<Answers>(ANSWERS).answer(QUESTION);
  const recorder = app.get(MaximRecorder);
  await app.close();
  assert.deepEqual(recorder.traces.map(drawn), [TREE]);
  assert.deepEqual(recorder.openEntities(), []);
}

/** Runs the main job in this app; throws where it does not work. */
export async function consume(service: Type<Answers> = Support): Promise<string> {
  await delivered(service);
  await recorded(service);
  return `delivered and recorded: ${TREE}`;
}

/** Whether import and require meet in one copy of the package, through every door. */
export async function assertOneCopy(require: NodeJS.Require): Promise<void> {
  const required = [require('nestjs-maxim'), require('nestjs-maxim/testing'), require('nestjs-maxim/collector')];
  const imported = await Promise.all([
    import('nestjs-maxim'),
    import('nestjs-maxim/testing'),
    import('nestjs-maxim/collector'),
  ]);
  imported.forEach((door, index) => assert.ok(door === required[index], `two copies of ${Object.keys(door).join()}`));
}
