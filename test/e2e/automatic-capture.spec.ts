import Anthropic from '@anthropic-ai/sdk';
import { CanActivate, Controller, Get, Injectable, Param, UseGuards } from '@nestjs/common';
import { get as httpGet } from 'node:http';
import OpenAI from 'openai';
import { CurrentSignal, Generation, MaximLogger, Span } from '../../lib/index.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

let provider: Provider;
let openai: OpenAI;
let anthropic: Anthropic;
let answer: (request: Received) => Reply;

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 });
});
beforeEach(() => {
  answer = (request) => answerLlm(request);
});
afterAll(() => provider.close());

const say = (content: string) => [{ role: 'user' as const, content }];

@Injectable()
class Models {
  async chat(question: string): Promise<string | null | undefined> {
    const completion = await openai.chat.completions.create({ model: 'gpt-4o', messages: say(question) });
    return completion.choices[0]?.message.content;
  }

  async chatStream(question: string): Promise<string> {
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages: say(question), stream: true });
    let said = '';
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? '';
    return said;
  }

  async message(question: string): Promise<string> {
    const message = await anthropic.messages.create({ model: 'claude', max_tokens: 9, messages: say(question) });
    return message.content.map((block) => ('text' in block ? block.text : '')).join('');
  }

  messageStream(question: string): Promise<string> {
    return anthropic.messages.stream({ model: 'claude', max_tokens: 9, messages: say(question) }).finalText();
  }

  @Span()
  spanned(question: string): Promise<unknown> {
    return this.chat(question);
  }

  @Generation('answer')
  recorded(question: string): Promise<unknown> {
    return this.messageStream(question);
  }
}

@Injectable()
class Asking implements CanActivate {
  constructor(private readonly models: Models) {}

  async canActivate(): Promise<boolean> {
    return (await this.models.chat('May they in?')) !== undefined;
  }
}

const WAYS = ['chat', 'chatStream', 'message', 'messageStream', 'spanned', 'recorded'] as const;

@Controller()
class Desk {
  constructor(private readonly models: Models) {}

  @Get('ask/:way/:question')
  async ask(@Param('way') way: (typeof WAYS)[number], @Param('question') question: string): Promise<unknown> {
    return { said: await this.models[way](question) };
  }

  @Get('guarded')
  @UseGuards(Asking)
  guarded(): string {
    return 'in';
  }

  @Get('broken')
  broken(): Promise<unknown> {
    return this.models.chat('Where is it?');
  }

  @Get('patient')
  async patient(@CurrentSignal() signal: AbortSignal): Promise<string> {
    await openai.chat.completions.create({ model: 'gpt-4o', messages: say('Where is it?') }, { signal });
    return 'done';
  }
}

describe.each(PLATFORMS)('a model that is called in a request on %s', (platform) => {
  let running: RunningApp;
  beforeEach(async () => {
    running = await startApp(platform, { controllers: [Desk], providers: [Models, Asking] });
  });
  afterEach(() => running.app.close());

  const get = async (path: string) => (await fetch(`${running.url}/${path}`)).text();
  const traces = async (count = 1) => {
    await ended(running.recorder, count);
    await running.app.get(MaximLogger).flush();
    expect(running.recorder.openEntities()).toEqual([]);
    return running.recorder.traces;
  };

  it.each([
    ['chat', 'openai', 'openai chat gpt-4o-2024-08-06 (Desk.ask)'],
    ['chatStream', 'openai', 'openai chat gpt-4o-2024-08-06 (Desk.ask)'],
    ['message', 'anthropic', 'anthropic messages claude-sonnet-4-5-20250929 (Desk.ask)'],
    ['messageStream', 'anthropic', 'anthropic messages claude-sonnet-4-5-20250929 (Desk.ask)'],
  ])('without a decorator (%s) is a generation of its trace, named after call and handler', async (way, by, name) => {
    expect(await get(`ask/${way}/Where`)).toBe('{"said":"On its way."}');
    const [trace, ...others] = await traces();
    expect(others).toEqual([]);
    expect(trace).toMatchObject({ name: 'GET /ask/:way/:question', status: 'ok' });
    expect(trace?.children).toMatchObject([
      {
        ...{ type: 'generation', name, provider: by, messages: say('Where'), status: 'ok' },
        ...{ usage: { total_tokens: 7 }, result: { choices: [{ message: { content: 'On its way.' } }] } },
        metrics: way.endsWith('Stream') ? { ttft_ms: expect.any(Number) as unknown } : {},
      },
    ]);
  });

  it('below a decorated method stands there, and is named after it', async () => {
    await get('ask/spanned/Where');
    const [trace] = await traces();
    expect(trace?.children).toMatchObject([
      {
        ...{ type: 'span', name: 'Models.spanned' },
        children: [{ type: 'generation', name: 'openai chat gpt-4o-2024-08-06 (Models.spanned)' }],
      },
    ]);
  });

  it('by a guard, before there is a handler, is named after the call alone', async () => {
    await get('guarded');
    const [trace] = await traces();
    expect(trace?.children).toMatchObject([{ type: 'generation', name: 'openai chat gpt-4o-2024-08-06' }]);
  });

  it('in vain is a generation with the provider’s error', async () => {
    answer = () => ({ status: 401, json: { error: { message: 'Incorrect API key', type: 'auth', code: 'bad_key' } } });
    await get('broken');
    const [trace] = await traces();
    expect(trace).toMatchObject({ name: 'GET /broken', status: 'error' });
    expect(trace?.children).toMatchObject([
      { type: 'generation', status: 'error', error: { message: 'Incorrect API key', type: 'auth', code: 'bad_key' } },
    ]);
  });

  it('for a client that goes away is cancelled with its signal', async () => {
    // Not fetch(): once aborted, undici opens another connection and sends nothing, and app.close() waits for it.
    const leaving = httpGet(`${running.url}/patient`).on('error', () => undefined);
    answer = (request) => {
      leaving.destroy();
      return { ...answerLlm(request), cut: 'hang' };
    };
    const [trace] = await traces();
    expect(trace).toMatchObject({ status: 'cancelled', children: [{ type: 'generation', status: 'cancelled' }] });
  });

  it('under 200 at once is in the trace of its own request, recorded or not', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => index);
    await Promise.all(ids.map((id) => get(`ask/${WAYS[id % WAYS.length] ?? ''}/q${String(id)}.`)));
    const all = await traces(200);
    expect(all).toHaveLength(200);
    const asked = all.map(({ input, children }) => {
      const question = input?.split('/').at(-1);
      const below = JSON.stringify(children);
      return [below.match(/"type":"generation"/g)?.length, below.includes(`"content":"${String(question)}"`)];
    });
    expect(asked).toEqual(ids.map(() => [1, true]));
  });
});
