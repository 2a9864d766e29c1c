import OpenAI from 'openai';
import { type MaximModuleOptions } from '../../lib/index.js';
import { type TreeNode } from '../../lib/protocol/tree/node.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let refusals: Reply[];
let logger: RecordedLogger;

beforeAll(async () => {
  provider = await startProvider((request: Received) => refusals.shift() ?? answerLlm(request));
});
afterEach(() => logger.close());
afterAll(() => provider.close());

const refusal = (headers: Record<string, string> = {}, status = 429): Reply => ({
  ...{ status, headers },
  json: { error: { message: 'Slow down' } },
});
const ask = (maxRetries: number, content = 'Hi'): Promise<unknown> =>
  new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries }).chat.completions.create({
    model: 'gpt-4o',
    messages: [{ role: 'user', content }],
  });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The generations of what it does, by status and metrics. */
async function generationsOf(work: () => Promise<unknown>, options?: MaximModuleOptions): Promise<unknown[]> {
  logger = await recordedLogger(options);
  await (options ? work() : logger.maxim.withTrace({ name: 'request' }, work));
  await logger.maxim.flush();
  const all = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(all)];
  const generations = logger.recorder.traces.flatMap(all).filter(({ type }) => type === 'generation');
  return generations.map(({ status, metrics }) => [status, metrics]);
}

const ok = ['ok', {}];
const failed = ['error', {}];

it('are not two bodies too long to be kept, but for one that the library counts', async () => {
  const long = (letter: string): string => letter.repeat(1_100_000);
  const hosts = { [provider.url.replace('http://', '')]: 'openai' };
  logger = await recordedLogger({ autoCapture: { hosts } });
  refusals = [refusal(), refusal({ 'retry-after-ms': '5' })];
  await logger.maxim.withTrace({ name: 'request' }, async () => {
    await ask(0, long('a')).catch(() => undefined);
    await ask(1, long('b'));
  });
  await logger.maxim.flush();
  const metrics = logger.recorder.traces[0]?.children.map((each) => [each.status, each.metrics['attempts']]);
  expect(metrics).toEqual([
    ['error', undefined],
    ['ok', 2],
  ]);
});

it('are not two calls outside any trace, but for one that the library counts', async () => {
  refusals = [refusal(), refusal({ 'retry-after-ms': '5' })];
  const work = async (): Promise<void> => {
    await ask(0).catch(() => undefined);
    await ask(1);
  };
  const generations = await generationsOf(work, { autoCapture: { orphans: 'trace' } });
  expect(generations).toHaveLength(2);
  expect(generations).toEqual(expect.arrayContaining([failed, ['ok', { attempts: 2, 'retry-after': 0.005 }]]));
});

it('are those that the provider asks for, whatever the status', async () => {
  refusals = [refusal({ 'x-should-retry': 'true', 'retry-after-ms': '5' }, 400)];
  expect(await generationsOf(() => ask(1))).toEqual([['ok', { attempts: 2, 'retry-after': 0.005 }]]);
});

it('are not those that the provider forbids', async () => {
  refusals = [refusal({ 'x-should-retry': 'false' })];
  const work = async (): Promise<void> => {
    await ask(1).catch(() => undefined);
    await ask(1);
  };
  expect(await generationsOf(work)).toEqual([failed, ok]);
});

it('are not two calls at once with the same words, one of which is asked to wait', async () => {
  refusals = [refusal({ 'retry-after-ms': '600' })];
  const work = async (): Promise<void> => {
    const first = ask(1);
    await pause(200);
    await Promise.all([first, ask(1)]);
  };
  expect(await generationsOf(work)).toEqual([['ok', { attempts: 2, 'retry-after': 0.6 }], ok]);
});

it('hand on what they were told of the limits, the last one last', async () => {
  const limits = { 'retry-after-ms': '20', 'x-ratelimit-remaining-requests': '0' };
  refusals = [refusal({ ...limits, 'x-ratelimit-remaining-tokens': '7' }), refusal(limits)];
  expect(await generationsOf(() => ask(2))).toEqual([
    [
      'ok',
      {
        ...{ attempts: 3, 'retry-after': 0.02 },
        ...{ 'x-ratelimit-remaining-requests': 0, 'x-ratelimit-remaining-tokens': 7 },
      },
    ],
  ]);
});
