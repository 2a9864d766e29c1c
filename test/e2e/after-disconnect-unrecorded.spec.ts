import { CanActivate, Controller, Get, Injectable, Logger, Param, UseGuards } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { CurrentSignal, Generation, MaximLogger, MaximModule, Trace } from '../../lib/index.js';
import { type GenerationNode } from '../../lib/testing/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

const MESSAGES = [{ role: 'user' as const, content: 'Where is it?' }];
const USAGE = { prompt_tokens: 1, completion_tokens: 40, total_tokens: 41 };
const completion = {
  ...{ id: 'c-1', object: 'chat.completion' as const, created: 1, model: 'm' },
  choices: [
    {
      index: 0,
      message: { role: 'assistant' as const, content: 'late', refusal: null },
      finish_reason: 'stop' as const,
      logprobs: null,
    },
  ],
  usage: USAGE,
};
const piece = (content: string, usage?: object): string => {
  const choices = usage ? [] : [{ index: 0, delta: { content }, finish_reason: null }];
  const chunk = { id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, usage };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};

/** The call has reached the model. */
let began: () => void;
/** The client has left. */
let left: Promise<unknown>;
let model: Server;
let openai: OpenAI;

async function answer(isStreamed: boolean, response: ServerResponse): Promise<void> {
  if (!isStreamed) {
    began();
    await left;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  // Not all characters are one byte.
  response.write(piece('a') + piece('€') + piece('c'));
  began();
  await left;
  response.end(`${piece('d')}${piece('', USAGE)}data: [DONE]\n\n`);
}

beforeAll(async () => {
  model = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => void answer(body.includes('"stream":true'), response));
  });
  model.listen(0, '127.0.0.1');
  await once(model, 'listening');
  const { port } = model.address() as AddressInfo;
  openai = new OpenAI({ baseURL: `http://127.0.0.1:${String(port)}/v1`, apiKey: 'key', maxRetries: 0 });
});
afterAll(() => {
  model.closeAllConnections();
  model.close();
});

@Injectable()
class Models {
  constructor(private readonly maxim: MaximLogger) {}

  captured(): Promise<unknown> {
    return openai.chat.completions.create({ model: 'm', messages: MESSAGES });
  }

  streamed(): Promise<number> {
    return this.heeded();
  }

  async heeded(signal?: AbortSignal): Promise<number> {
    let count = 0;
    const stream = await openai.chat.completions.create({ model: 'm', messages: MESSAGES, stream: true }, { signal });
    for await (const { choices } of stream) count += choices.length;
    return count;
  }

  async byHand(): Promise<void> {
    const generation = this.maxim.generation({ name: 'by hand', provider: 'openai', model: 'm', messages: [] });
    generation.result(await openai.chat.completions.create({ model: 'm', messages: MESSAGES }));
  }

  @Generation({ name: 'recorded' })
  recorded(): Promise<number> {
    return this.streamed();
  }

  async toldInside(): Promise<void> {
    await this.maxim.withGeneration({ name: 'told inside' }, async (generation) => {
      began();
      await left;
      generation.result(completion);
    });
  }

  async afterwards(): Promise<void> {
    began();
    await left;
    this.maxim
      .trace({ name: 'own' })
      .generation({ name: 'afterwards', provider: 'openai', model: 'm' })
      .result(completion);
  }

  @Generation({ name: 'billed', logger: 'billing' })
  async billed(): Promise<typeof completion> {
    began();
    await left;
    return completion;
  }

  @Trace({ name: 'root', root: true })
  rooted(): Promise<unknown> {
    return this.recorded();
  }

  @Trace({ name: 'root', root: true })
  rootedCaptured(): Promise<unknown> {
    return this.captured();
  }
}

@Injectable()
class Asking implements CanActivate {
  constructor(private readonly models: Models) {}

  async canActivate(): Promise<boolean> {
    return (await this.models.captured()) === undefined;
  }
}

@Controller()
class Desk {
  constructor(private readonly models: Models) {}

  @Get('ask/:way')
  async ask(@Param('way') way: Way, @CurrentSignal() signal: AbortSignal): Promise<unknown> {
    left = once(signal, 'abort');
    return { said: await this.models[way](signal) };
  }

  @Get('stay/:way')
  async stay(@Param('way') way: Way, @CurrentSignal() signal: AbortSignal): Promise<unknown> {
    left = Promise.resolve();
    return { said: await this.models[way](signal) };
  }

  @Get('guarded')
  @UseGuards(Asking)
  guarded(): string {
    return 'in';
  }
}

type Way = Exclude<keyof Models, 'maxim'>;

describe.each(PLATFORMS)('on %s, a generation whose client goes away', (platform) => {
  let running: RunningApp;
  let warn: jest.SpyInstance;
  beforeEach(async () => {
    const imports = [MaximModule.forFeature({ name: 'billing', repositoryId: 'repo-2' })];
    running = await startApp(platform, { controllers: [Desk], providers: [Models, Asking], imports });
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    await running.app.close();
    warn.mockRestore();
  });

  const warnings = (): string[] => warn.mock.calls.map(([message]) => String(message));
  const leave = async (path: string, recorder = running.recorder): Promise<GenerationNode> => {
    const isUnderWay = new Promise<void>((resolve) => (began = resolve));
    const request = get(`${running.url}/${path}`).on('error', () => undefined);
    await isUnderWay;
    await new Promise((resolve) => setTimeout(resolve, 20));
    request.destroy();
    for (;;) {
      const node = recorder.find({ type: 'generation' });
      await running.app.get(MaximLogger).flush();
      if (node?.type === 'generation' && node.endTimestamp !== undefined) return node;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const ONCE = [expect.stringMatching(/"GET \/ask\/:way".*@CurrentSignal\(\)/)];

  it.each<[Way, number | undefined]>([
    ['captured', undefined],
    ['streamed', 10],
    ['byHand', undefined],
    ['recorded', 10],
    ['toldInside', undefined],
    ['afterwards', 40],
    ['rooted', 10],
    ['rootedCaptured', undefined],
  ])('and that goes on says for how long, once, and what it cost (%s)', async (way, tokens) => {
    const { metrics, status } = await leave(`ask/${way}`);
    expect(status).toBe('ok');
    expect(metrics['after_disconnect_ms']).toBeGreaterThanOrEqual(0);
    expect(metrics['after_disconnect_tokens']).toBe(tokens);
    const all = JSON.stringify(running.recorder.traces);
    expect(all.match(/after_disconnect_ms/g)).toHaveLength(1);
    expect(all.match(/"type":"generation"/g)).toHaveLength(1);
    expect(warnings()).toEqual(ONCE);
  });

  it('says so in another repository too, and warns no more than once', async () => {
    const { metrics } = await leave('ask/billed', running.recorder.of('billing'));
    expect(metrics['after_disconnect_ms']).toBeGreaterThanOrEqual(0);
    await leave('ask/captured');
    expect(warnings()).toEqual(ONCE);
  });

  it('and that heeds the signal says nothing of it', async () => {
    const { metrics, status } = await leave('ask/heeded');
    expect(status).toBe('cancelled');
    expect(metrics).not.toHaveProperty('after_disconnect_ms');
    expect(warnings()).toEqual([]);
  });

  it('before a handler was reached names the route too', async () => {
    left = new Promise((resolve) => setTimeout(resolve, 200));
    expect((await leave('guarded')).metrics['after_disconnect_ms']).toBeGreaterThan(0);
    expect(warnings()).toEqual([expect.stringContaining('"GET /guarded"')]);
  });

  it.each<Way>(['captured', 'streamed', 'byHand', 'recorded'])(
    'with all of it says nothing of it (%s)',
    async (way) => {
      began = () => undefined;
      await (await fetch(`${running.url}/stay/${way}`)).text();
      await ended(running.recorder);
      await running.app.get(MaximLogger).flush();
      expect(running.recorder.find({ type: 'generation' })).toMatchObject({ status: 'ok' });
      expect(JSON.stringify(running.recorder.traces)).not.toContain('after_disconnect');
      expect(warnings()).toEqual([]);
    },
  );
});
