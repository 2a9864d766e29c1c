import { Controller, Get, Injectable, Logger } from '@nestjs/common';
import { once } from 'node:events';
import { get } from 'node:http';
import OpenAI from 'openai';
import { z } from 'zod';
import { CurrentSignal, Generation } from '../../lib/index.js';
import { type GenerationNode, type MaximRecorder } from '../../lib/testing/index.js';
import { recordedLogger } from '../logger/recorded-logger.js';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { PLATFORMS, startApp } from './http-app.js';

const completion = (content: string) => ({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 7, total_tokens: 8 },
});

let content: string;
let provider: Provider;
let openai: OpenAI;
beforeAll(async () => {
  provider = await startProvider(() => ({ json: completion(content) }));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
afterAll(() => provider.close());

const ask = () => openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'city?' }] });
const City = z.object({ people: z.number() });
let left: () => void;

@Injectable()
class Model {
  @Generation({ name: 'silent', expect: City })
  async silent(): Promise<void> {
    await ask();
  }

  @Generation({ name: 'own', expect: City })
  async own(): Promise<unknown> {
    await ask();
    return { people: 1 };
  }

  @Generation({ name: 'late' })
  async late(): Promise<string> {
    return (await ask()).choices[0]?.message.content ?? '';
  }
}

@Controller()
class Desk {
  constructor(private readonly model: Model) {}

  @Get('late')
  async late(@CurrentSignal() signal: AbortSignal): Promise<string> {
    left();
    await once(signal, 'abort');
    return this.model.late();
  }
}

const generationOf = async (recorder: MaximRecorder): Promise<GenerationNode> => {
  for (;;) {
    const node = recorder.find({ type: 'generation' });
    if (node?.type === 'generation' && node.endTimestamp !== undefined) return node;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('an answer that only the wire tells', () => {
  it.each([
    ['{"people":5}', 1],
    ['{"people":"many"}', 0],
    ['no JSON', 0],
  ])('is held against what is expected: %s', async (said, valid) => {
    content = said;
    const logger = await recordedLogger();
    await new Model().silent();
    await logger.maxim.flush();
    expect((await generationOf(logger.recorder)).metrics['schema_valid']).toBe(valid);
    await logger.close();
  });

  it('gives way to what the method makes of it', async () => {
    content = 'no JSON';
    const logger = await recordedLogger();
    await new Model().own();
    await logger.maxim.flush();
    expect((await generationOf(logger.recorder)).metrics['schema_valid']).toBe(1);
    await logger.close();
  });

  it.each(PLATFORMS)('says what was generated after its client had gone, on %s', async (platform) => {
    content = 'late';
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { app, url, recorder } = await startApp(platform, { controllers: [Desk], providers: [Model] });
    const isUnderWay = new Promise<void>((resolve) => (left = resolve));
    const request = get(`${url}/late`).on('error', () => undefined);
    await isUnderWay;
    request.destroy();
    const { metrics } = await generationOf(recorder);
    expect(metrics['after_disconnect_tokens']).toBe(7);
    expect(warn).toHaveBeenCalledTimes(1);
    await app.close();
    warn.mockRestore();
  });
});
