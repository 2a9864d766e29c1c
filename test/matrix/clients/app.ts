// Asks every client, built before the app and after it, for a whole answer and for a stream: each call has to be one
// generation of its trace. Bundled, the packages excepted, and run beside the newest clients.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { NestFactory } from '@nestjs/core';
import { MaximLogger } from 'nestjs-maxim';
import { MaximRecorder, MaximTestingModule } from 'nestjs-maxim/testing';
import { type Client } from '../../wire/clients/client.js';
import { startRunning } from '../../wire/clients/running.js';
import { answerLlm } from '../../wire/llm-answers.js';

class Root {}

async function main(): Promise<void> {
  const running = await startRunning((request) => answerLlm(request));
  const before = running.clients();
  const module = { module: Root, imports: [MaximTestingModule.forRoot()] };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const [logger, recorder] = [app.get(MaximLogger), app.get(MaximRecorder)];

  async function check({ name, provider, operation, model, ask }: Client, stream: boolean): Promise<void> {
    recorder.clear();
    await logger.withTrace({ name }, () => ask({ question: 'Where is it?', stream }));
    await logger.flush();
    const [generation, ...others] = recorder.traces.flatMap(({ children }) => children);
    assert.deepEqual(others, []);
    assert(generation?.type === 'generation');
    assert.equal(generation.name, `${provider} ${operation} ${model}`);
    assert.equal(generation.tags['provider'], provider);
    assert.match(JSON.stringify(generation.messages), /Where is it\?/);
    assert.match(JSON.stringify(generation.result), /On its way\..*"usage":\{|"usage":\{.*On its way\./);
  }

  const faults: string[] = [];
  let count = 0;
  for (const client of [...before, ...running.clients()]) {
    for (const stream of client.isPlain ? [false] : [false, true]) {
      count += 1;
      await check(client, stream).catch((error: Error) => {
        faults.push(`${client.name}${stream ? ', streamed' : ''}: ${error.message}`);
      });
    }
  }
  await app.close();
  await running.close();
  assert.deepEqual(faults, []);
  console.log(`${count} calls, each one generation`);
}

void main();
