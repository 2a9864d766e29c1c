import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import OpenAI from 'openai';
import { type MaximModuleOptions } from '../../lib/index.js';
import { type Usage } from '../../lib/protocol/result.js';
import { type TreeNode } from '../../lib/protocol/tree/node.js';
import { processCapture } from '../../lib/wire/capture.js';
import { suppressCapture } from '../../lib/wire/suppress.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let openai: OpenAI;
let answer: (request: Received) => Reply;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 2 });
});
beforeEach(() => {
  answer = answerLlm;
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => provider.close());

async function capturing(options?: MaximModuleOptions): Promise<RecordedLogger> {
  const logger = await recordedLogger(options);
  closing.push(() => logger.close());
  return logger;
}
const settled = (): Promise<void> => processCapture().settled();
const messages = [{ role: 'user' as const, content: 'Where is it?' }];
const ask = (): Promise<unknown> => openai.chat.completions.create({ model: 'gpt-4o', messages });
const generations = ({ recorder }: RecordedLogger): TreeNode[] => {
  const all = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...all(node.children)]);
  return all(recorder.traces).filter(({ type }) => type === 'generation');
};

it('attaches a call to the span it was made in', async () => {
  const logger = await capturing();
  await logger.maxim.withTrace({ name: 'request' }, () => logger.maxim.withSpan({ name: 'step' }, ask));
  await settled();
  const span = logger.recorder.find({ type: 'span', name: 'step' });
  expect(span?.children).toMatchObject([
    {
      ...{ type: 'generation', name: 'openai chat gpt-4o-2024-08-06', provider: 'openai', status: 'ok' },
      ...{ model: 'gpt-4o-2024-08-06', messages, tags: { provider: 'openai' }, metrics: {} },
      result: { choices: [{ message: { content: 'On its way.' } }], usage: { total_tokens: 7 } },
    },
  ]);
  expect(logger.recorder.openEntities()).toEqual([]);
});

it('tells of a stream when its first token came, and how fast the rest', async () => {
  const logger = await capturing();
  await logger.maxim.withTrace({ name: 'request' }, async () => {
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    for await (const _ of stream);
  });
  await settled();
  expect(generations(logger)).toMatchObject([
    {
      metrics: { ttft_ms: expect.any(Number) as unknown },
      result: { choices: [{ message: { content: 'On its way.' } }] },
    },
  ]);
});

it('keeps to the times of the call, though it is read later', async () => {
  const logger = await capturing();
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  const [trace] = logger.recorder.traces;
  const [generation] = generations(logger);
  const times = [trace?.startTimestamp, generation?.startTimestamp, generation?.endTimestamp, trace?.endTimestamp];
  expect(times.map(String)).toEqual([...times].map(String).sort());
});

it('lists a provider that Maxim does not know as unknown, and says in a tag which it was', async () => {
  const logger = await capturing({ autoCapture: { hosts: { '127.0.0.1': 'mistral' } } });
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  expect(generations(logger)).toMatchObject([{ provider: 'unknown', tags: { provider: 'mistral' } }]);
});

it('tells what a call cost where the options have a price', async () => {
  const price = (provider: string, model: string, usage: Usage) =>
    provider === 'openai' && model === 'gpt-4o-2024-08-06'
      ? { input: usage.prompt_tokens, output: 2, total: 5 }
      : undefined;
  const logger = await capturing({ price });
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  expect(generations(logger)).toMatchObject([{ result: { cost: { input: 3, output: 2, total: 5 } } }]);
});

it('tells what a stream cost that failed after its tokens were counted', async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o', usage };
  const choices = [{ index: 0, delta: { content: 'On' }, finish_reason: null }];
  answer = () => ({ events: [{ ...chunk, choices }, { error: { message: 'The server is overloaded' } }] });
  const logger = await capturing({ price: () => ({ input: 3, output: 1, total: 4 }) });
  await logger.maxim.withTrace({ name: 'request' }, async () => {
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    await expect((async () => { for await (const _ of stream); })()).rejects.toThrow('overloaded'); // prettier-ignore
  });
  await settled();
  const cost = { input: 3, output: 1, total: 4 };
  expect(generations(logger)).toMatchObject([{ status: 'error', result: { usage, cost } }]);
});

it('writes what is over before the capture ends', async () => {
  const logger = await capturing();
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await logger.maxim.close();
  expect(generations(logger)).toHaveLength(1);
});

describe('a call outside any trace', () => {
  it('is let be', async () => {
    const logger = await capturing();
    await ask();
    await settled();
    expect(logger.recorder.lines).toEqual([]);
  });

  it('is a trace of its own where the options say so', async () => {
    const logger = await capturing({ autoCapture: { orphans: 'trace' } });
    await ask();
    await settled();
    expect(logger.recorder.traces).toMatchObject([
      {
        ...{ name: 'openai chat gpt-4o-2024-08-06', input: 'Where is it?', output: 'On its way.', status: 'ok' },
        children: [{ type: 'generation', model: 'gpt-4o-2024-08-06' }],
      },
    ]);
    expect(logger.recorder.openEntities()).toEqual([]);
  });
});

it('leaves a call in another app’s trace to that app', async () => {
  const [one, other] = [
    await capturing({ autoCapture: { orphans: 'trace' } }),
    await capturing({ autoCapture: { orphans: 'trace' } }),
  ];
  await other.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  expect([generations(one).length, generations(other).length]).toEqual([0, 1]);
});

it('is silent inside suppressCapture', async () => {
  const logger = await capturing();
  await logger.maxim.withTrace({ name: 'request' }, () => suppressCapture(ask));
  await settled();
  expect(generations(logger)).toEqual([]);
});

it('keeps content back where the options say so', async () => {
  const logger = await capturing({ captureContent: false });
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  expect(JSON.stringify(logger.recorder.lines)).not.toMatch(/Where is it|On its way/);
  expect(generations(logger)).toMatchObject([{ model: 'gpt-4o-2024-08-06', result: { usage: { total_tokens: 7 } } }]);
});

describe('a call that is tried again', () => {
  const limits = { status: 429, json: { error: { message: 'Slow down', type: 'tokens' } } };

  it.each(['the library', 'nobody but the app'])(
    'counted by %s is one generation, each failure an event',
    async (counter) => {
      const logger = await capturing();
      const replies: Reply[] = [limits, { status: 503, json: {} }];
      answer = (request) => replies.shift() ?? answerLlm(request);
      const post = async (): Promise<void> => {
        const init = { method: 'POST', body: JSON.stringify({ model: 'gpt-4o', messages }) };
        const response = await fetch(`${provider.url}/v1/chat/completions`, init);
        await response.text();
        if (!response.ok) await post();
      };
      await logger.maxim.withTrace({ name: 'request' }, counter === 'the library' ? ask : post);
      await settled();
      const [trace] = logger.recorder.traces;
      const [generation, ...others] = generations(logger);
      expect(others).toEqual([]);
      expect(generation).toMatchObject({ status: 'ok', metrics: { attempts: 3 } });
      const events = logger.recorder.lines.filter(({ action }) => action === 'add-event');
      expect(events).toMatchObject([
        {
          id: trace?.id,
          data: { name: 'attempt failed', tags: { elementId: generation?.id }, metadata: { status: '429' } },
        },
        {
          id: trace?.id,
          data: { name: 'attempt failed', tags: { elementId: generation?.id }, metadata: { status: '503' } },
        },
      ]);
    },
  );

  it('in vain is one generation that failed, written when its trace has ended', async () => {
    const logger = await capturing();
    answer = () => limits;
    await expect(logger.maxim.withTrace({ name: 'request' }, ask)).rejects.toThrow('Slow down');
    while (generations(logger).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(generations(logger)).toMatchObject([
      { status: 'error', metrics: { attempts: 3 }, result: { error: { message: 'Slow down', code: '429' } } },
    ]);
    expect(logger.recorder.openEntities()).toEqual([]);
  });

  it('waits for another try no longer than the app lives', async () => {
    const logger = await capturing();
    answer = () => limits;
    const trace = logger.maxim.withTrace({ name: 'request' }, async () => {
      await openai.chat.completions.create({ model: 'gpt-4o', messages }, { maxRetries: 0 }).catch(() => undefined);
      await settled();
      expect(generations(logger)).toEqual([]);
      await logger.maxim.close();
      expect(generations(logger)).toMatchObject([{ status: 'error', messages }]);
    });
    await trace;
  });

  it('by AWS is known by its id, and not waited for after the last', async () => {
    const logger = await capturing();
    const client = new BedrockRuntimeClient({
      ...{ region: 'eu-central-1', endpoint: provider.url, maxAttempts: 2 },
      ...{ credentials: { accessKeyId: 'id', secretAccessKey: 'key' }, requestHandler: new NodeHttpHandler() },
    });
    closing.push(() => client.destroy());
    answer = () => ({ status: 503, json: { message: 'Busy' } });
    const input = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };
    await logger.maxim.withTrace({ name: 'request' }, async () => {
      await client.send(new ConverseCommand(input)).catch(() => undefined);
      await settled();
      expect(generations(logger)).toMatchObject([
        { provider: 'bedrock', model: 'm', metrics: { attempts: 2 }, result: { error: { message: 'Busy' } } },
      ]);
    });
  });

  it('is not taken for a second call with the same words', async () => {
    const logger = await capturing();
    await logger.maxim.withTrace({ name: 'request' }, () => Promise.all([ask(), ask(), ask().then(ask)]));
    await settled();
    expect(generations(logger).map(({ metrics }) => metrics)).toEqual([{}, {}, {}, {}]);
  });
});

it('tells what is left of the limits', async () => {
  const logger = await capturing();
  answer = (request) => ({
    ...answerLlm(request),
    headers: { 'x-ratelimit-remaining-requests': '59', 'retry-after': '2' },
  });
  await logger.maxim.withTrace({ name: 'request' }, ask);
  await settled();
  expect(generations(logger)).toMatchObject([{ metrics: { 'x-ratelimit-remaining-requests': 59, 'retry-after': 2 } }]);
});

describe('inside a recorded generation', () => {
  it('the first call is told by it, and those after it are its siblings', async () => {
    const logger = await capturing();
    await logger.maxim.withTrace({ name: 'request' }, () =>
      logger.maxim.withGeneration({ name: 'answer' }, async () => {
        await ask();
        await ask();
      }),
    );
    await settled();
    const [own, sibling, ...others] = generations(logger);
    expect(others).toEqual([]);
    expect(own).toMatchObject({ name: 'answer', provider: 'openai', status: 'ok', messages });
    expect(sibling).toMatchObject({ name: 'openai chat gpt-4o-2024-08-06', tags: { parentId: own?.id } });
  });

  it('its tries are told by it together, as soon as it has come back', async () => {
    const logger = await capturing();
    answer = () => ({ status: 500, json: { message: 'Oops' } });
    await logger.maxim.withTrace({ name: 'request' }, async () => {
      await logger.maxim.withGeneration({ name: 'answer' }, ask).catch(() => undefined);
      await settled();
      const [generation, ...others] = generations(logger);
      expect(others).toEqual([]);
      expect(generation).toMatchObject({ name: 'answer', error: { message: 'Oops' }, metrics: { attempts: 3 } });
      const events = logger.recorder.lines.filter(({ action }) => action === 'add-event');
      expect(events.map(({ data }) => data['tags'])).toEqual(Array(2).fill({ elementId: generation?.id }));
    });
  });
});
