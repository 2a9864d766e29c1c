import OpenAI from 'openai';
import { type MaximLogger, type SamplingOptions } from '../../lib/index.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

let provider: Provider;
let openai: OpenAI;
let failure: Reply | undefined;
let logged: RecordedLogger | undefined;

beforeAll(async () => {
  provider = await startProvider((request) => failure ?? answerLlm(request));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` });
});
afterEach(async () => {
  failure = undefined;
  await logged?.close();
});
afterAll(() => provider.close());

const ask = async (maxRetries: number): Promise<unknown> => {
  const messages = [{ role: 'user' as const, content: 'Where is it?' }];
  return openai.chat.completions.create({ model: 'gpt-4o', messages }, { maxRetries }).catch(() => 'no answer');
};

/** What is sent of a trace that the rate leaves out. */
async function sent(sampling: SamplingOptions, fn: (maxim: MaximLogger) => Promise<unknown>): Promise<RecordedLogger> {
  logged = await recordedLogger({ sampling: { rate: 0, ...sampling } });
  const { maxim } = logged;
  await maxim.withTrace({ name: 'request' }, () => fn(maxim));
  await maxim.flush();
  return logged;
}

const WAYS = {
  'without a decorator': (retries: number) => () => ask(retries),
  'of a recorded generation': (retries: number) => (maxim: MaximLogger) =>
    maxim.withGeneration({ name: 'answer' }, () => ask(retries)),
};

describe.each(Object.entries(WAYS))('a model’s call %s', (_, way) => {
  it.each([
    [401, 0],
    [429, 0],
    [503, 1],
  ])('that fails with %i keeps its trace, though that is over before it is read', async (status, retries) => {
    failure = { status, json: { error: { message: 'No' } } };
    const { recorder } = await sent({ keepErrors: true }, way(retries));
    expect(recorder.traces).toMatchObject([{ name: 'request', children: [{ type: 'generation' }] }]);
    expect(JSON.stringify(recorder.lines)).toContain('"message":"No"');
  });

  it('that succeeds does not', async () => {
    const { recorder, maxim } = await sent({ keepErrors: true }, way(0));
    expect(recorder.lines).toEqual([]);
    expect(maxim.stats().open).toBe(0);
  });
});

it('leaves the time that a trace took as it was', async () => {
  const { recorder } = await sent({ keepSlowerThanMs: 5_000 }, () => ask(0));
  expect(recorder.lines).toEqual([]);
  await logged?.close();
  const slow = await sent({ keepSlowerThanMs: 0 }, () => ask(0));
  expect(slow.recorder.traces).toMatchObject([{ children: [{ type: 'generation', status: 'ok' }] }]);
});
