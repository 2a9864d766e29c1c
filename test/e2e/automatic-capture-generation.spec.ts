import { Controller, Get, Injectable, Param } from '@nestjs/common';
import OpenAI from 'openai';
import { Generation, MaximLogger } from '../../lib/index.js';
import { type GenerationNode, type TreeNode } from '../../lib/testing/index.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { type RawServer, startRawServer } from '../wire/raw-server.js';
import { answerLlm } from '../wire/llm-answers.js';
import { recordedLogger } from '../logger/recorded-logger.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

let provider: Provider;
let slow: RawServer;
let onAsked: (() => void) | undefined;
let openai: OpenAI;
let answer: (request: Received) => Reply;

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
beforeAll(async () => {
  slow = await startRawServer((response, _, body) => {
    onAsked?.();
    const { json } = answerLlm({ path: '/chat/completions', body: JSON.parse(body) as Received['body'] });
    response.setHeader('content-type', 'application/json');
    setTimeout(() => response.end(JSON.stringify(json)), 50);
  });
});
beforeEach(() => {
  answer = (request) => answerLlm(request);
});
afterAll(() => Promise.all([provider.close(), slow.close()]));

const QUESTION = 'Where is it?';
const messages = [{ role: 'user' as const, content: QUESTION }];
const request = { model: 'gpt-4o', messages, temperature: 0.2, user: 'somebody' };
const complete = (maxRetries = 0, model = 'gpt-4o') =>
  openai.chat.completions.create({ ...request, model }, { maxRetries });
const text = async (...asked: Parameters<typeof complete>) =>
  (await complete(...asked)).choices[0]?.message.content ?? '';
const answered = { choices: [{ message: { content: 'On its way.' } }] };
const usage = { total_tokens: 7 };
const own = [{ role: 'user', content: 'told by hand' }];

@Injectable()
class Model {
  answeredAt = 0;

  constructor(private readonly maxim: MaximLogger) {}

  @Generation()
  bare(): Promise<string> {
    return text();
  }

  @Generation({ provider: 'groq', model: 'mine', messages: own, modelParameters: { top_p: 1 } })
  told(): Promise<string> {
    return text();
  }

  @Generation({ provider: 'Mistral' })
  unlisted(): Promise<string> {
    return text();
  }

  @Generation()
  completion() {
    return complete();
  }

  @Generation()
  async silent(): Promise<void> {
    await complete();
  }

  @Generation()
  stream() {
    return openai.chat.completions.create({ ...request, stream: true });
  }

  @Generation()
  retried(): Promise<string> {
    return text(2);
  }

  @Generation()
  async broken(): Promise<never> {
    await text();
    throw new TypeError('The answer is no JSON');
  }

  @Generation()
  async fallingBack(): Promise<string> {
    return text().catch(() => text(0, 'gpt-4.1'));
  }

  @Generation()
  givingUp(): Promise<string> {
    return text().catch(() => 'Nobody knows.');
  }

  @Generation()
  async early(): Promise<string> {
    const asked = new Promise<void>((resolve) => (onAsked = resolve));
    const client = new OpenAI({ apiKey: 'key', baseURL: `${slow.url}/v1`, maxRetries: 0 });
    void client.chat.completions.create(request).then(() => (this.answeredAt = Date.now()));
    await asked;
    return 'gone already';
  }

  @Generation()
  async twice(): Promise<string> {
    return (await text()) + (await text());
  }

  @Generation({ cost: { input: 1, output: 2, total: 3 } })
  priced(): Promise<string> {
    return text();
  }

  @Generation({ captureInput: false, captureOutput: false })
  secret(): Promise<string> {
    return this.bareTwice();
  }

  @Generation({ omit: [0], output: () => 'in other words' })
  replaced(_hidden?: string): Promise<string> {
    return text();
  }

  ended(): Promise<unknown> {
    return this.maxim.withGeneration({ name: 'Model.ended' }, async (generation) => {
      generation.result(await complete());
    });
  }

  private async bareTwice(): Promise<string> {
    return (await text()) + (await text());
  }
}

@Controller()
class Desk {
  constructor(private readonly model: Model) {}

  @Get(':way')
  async ask(@Param('way') way: Exclude<keyof Model, 'answeredAt'>): Promise<string> {
    const given: unknown = await this.model[way]();
    if (typeof given === 'object' && given !== null && Symbol.asyncIterator in given) {
      for await (const _ of given as AsyncIterable<unknown>);
    }
    return 'done';
  }
}

const within = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...within(node.children)]);

describe.each(PLATFORMS)('a recorded generation on %s', (platform) => {
  let running: RunningApp | undefined;
  afterEach(async () => {
    await running?.app.close();
    running = undefined;
  });

  async function generations(way: string, maxim = {}): Promise<GenerationNode[]> {
    running = await startApp(platform, { controllers: [Desk], providers: [Model], maxim });
    await (await fetch(`${running.url}/${way}`)).text();
    await ended(running.recorder);
    await running.app.get(MaximLogger).flush();
    expect(running.recorder.openEntities()).toEqual([]);
    return within(running.recorder.traces).filter((node) => node.type === 'generation');
  }
  const lines = () => running?.recorder.lines ?? [];

  it('takes all that nothing else tells from the call inside it', async () => {
    const [generation, ...others] = await generations('bare');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({
      ...{ name: 'Model.bare', provider: 'openai', model: 'gpt-4o-2024-08-06', messages, status: 'ok' },
      ...{ modelParameters: { temperature: 0.2 }, tags: { provider: 'openai' }, result: answered, usage },
    });
  });

  it('keeps to what its options say', async () => {
    const [generation] = await generations('told');
    expect(generation).toMatchObject({
      ...{ provider: 'groq', model: 'mine', messages: own, tags: { provider: 'groq' }, result: answered, usage },
      modelParameters: { top_p: 1 },
    });
    expect(generation?.modelParameters).not.toHaveProperty('temperature');
  });

  it('has a provider that Maxim does not list as a tag', async () => {
    const [generation] = await generations('unlisted');
    expect(generation).toMatchObject({ provider: 'unknown', tags: { provider: 'Mistral' } });
  });

  it.each(['completion', 'silent'])('that gives it, or nothing (%s), has the model’s answer', async (way) => {
    const [generation, ...others] = await generations(way);
    expect(others).toEqual([]);
    expect(generation).toMatchObject({ provider: 'openai', messages, result: answered, usage });
  });

  it('that reads the answer shows the model’s, and its trace what it gave', async () => {
    const { maxim, recorder, close } = await recordedLogger();
    await maxim.withGeneration({}, async () => ({ words: (await text()).split(' ').length }));
    await maxim.flush();
    expect(recorder.traces).toMatchObject([
      { input: QUESTION, output: '{"words":3}', children: [{ result: answered, usage }] },
    ]);
    await close();
  });

  it('that gives a stream tells its timings once', async () => {
    const [generation, ...others] = await generations('stream');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({ messages, result: answered, usage });
    const metrics = lines().flatMap(({ data }) => Object.keys((data['metrics'] as object | undefined) ?? {}));
    expect(metrics.filter((name) => name === 'ttft_ms')).toHaveLength(1);
  });

  it('counts the tries of its call, each failure an event', async () => {
    const replies: Reply[] = [{ status: 429, json: { error: { message: 'Slow down' } } }];
    answer = (request) =>
      replies.shift() ?? { ...answerLlm(request), headers: { 'x-ratelimit-remaining-tokens': '9' } };
    const [generation, ...others] = await generations('retried');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({
      ...{ status: 'ok', result: answered },
      metrics: { attempts: 2, 'x-ratelimit-remaining-tokens': 9 },
    });
    const events = lines().filter(({ action }) => action === 'add-event');
    expect(events).toMatchObject([{ data: { tags: { elementId: generation?.id }, metadata: { status: '429' } } }]);
  });

  it('that failed has the provider’s words', async () => {
    answer = () => ({ status: 401, json: { error: { message: 'Incorrect API key', type: 'auth', code: 'bad_key' } } });
    const [generation, ...others] = await generations('bare');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({
      ...{ status: 'error', provider: 'openai', model: 'gpt-4o', messages },
      error: { message: 'Incorrect API key', type: 'auth', code: 'bad_key' },
    });
    expect(generation?.usage).toBeUndefined();
  });

  it('that failed after a good answer has its own error, and the tokens that were spent', async () => {
    const [generation] = await generations('broken');
    expect(generation).toMatchObject({ status: 'error', error: { type: 'TypeError' }, usage, result: answered });
  });

  it('that fell back on another call tells of the one that succeeded', async () => {
    const replies: Reply[] = [{ status: 500, json: { error: { message: 'Down' } } }];
    answer = (request) => replies.shift() ?? answerLlm(request);
    const all = await generations('fallingBack');
    const [recorded] = all.filter(({ name }) => name === 'Model.fallingBack');
    expect(recorded).toMatchObject({ status: 'ok', result: answered, usage });
    const others = all.filter((node) => node !== recorded);
    expect(others).toMatchObject([{ status: 'error', error: { message: 'Down' }, tags: { parentId: recorded?.id } }]);
  });

  it('that made something of a call that failed shows both', async () => {
    answer = () => ({ status: 401, json: { error: { message: 'Incorrect API key' } } });
    const [generation, ...others] = await generations('givingUp');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({
      ...{ status: 'error', model: 'gpt-4o', messages, error: { message: 'Incorrect API key' } },
      result: { choices: [{ message: { content: 'Nobody knows.' } }] },
    });
  });

  it('ends when it comes back, also where its call goes on', async () => {
    const [generation, ...others] = await generations('early');
    expect(others).toEqual([]);
    expect(Date.parse(generation?.endTimestamp ?? '')).toBeLessThan(running?.app.get(Model).answeredAt ?? 0);
    expect(generation).toMatchObject({ messages, usage });
  });

  it('has the calls after its first beside it', async () => {
    const all = await generations('twice');
    const [recorded] = all.filter(({ name }) => name === 'Model.twice');
    const others = all.filter((node) => node !== recorded);
    expect(others).toMatchObject([
      { name: 'openai chat gpt-4o-2024-08-06 (Model.twice)', tags: { parentId: recorded?.id }, usage },
    ]);
  });

  it('has the cost that its decorator names, else the price of what the wire counted', async () => {
    const price = (by: string, model: string, { prompt_tokens: input }: { prompt_tokens: number }) =>
      by === 'openai' && model === 'gpt-4o-2024-08-06' ? { input, output: 0, total: input } : undefined;
    const [named] = await generations('priced', { price });
    expect(named?.cost).toEqual({ input: 1, output: 2, total: 3 });
    await running?.app.close();
    const [reckoned] = await generations('bare', { price });
    expect(reckoned?.cost).toEqual({ input: 3, output: 0, total: 3 });
  });

  it.each([
    ['secret', {}],
    ['twice', { captureInput: false, captureOutput: false }],
    ['twice', { captureContent: false }],
  ])('shows no content where that is off (%s, %j), of its calls neither', async (way, options) => {
    const all = await generations(way, options);
    expect(all).toHaveLength(2);
    expect(JSON.stringify(lines())).not.toMatch(/Where is it|On its way|somebody/);
    for (const each of all) {
      expect(each).toMatchObject({ model: 'gpt-4o-2024-08-06', modelParameters: { temperature: 0.2 }, usage });
    }
  });

  it('shows nothing that its options leave out or replace', async () => {
    const [generation] = await generations('replaced');
    expect(JSON.stringify(lines())).not.toMatch(/Where is it|On its way/);
    expect(generation).toMatchObject({ result: { choices: [{ message: { content: 'in other words' } }] }, usage });
  });

  it('that is ended by hand still learns who was called', async () => {
    const [generation, ...others] = await generations('ended');
    expect(others).toEqual([]);
    expect(generation).toMatchObject({ provider: 'openai', model: 'gpt-4o-2024-08-06', messages, result: answered });
  });
});
