import { type Provider, startProvider } from '../parsers/provider-server.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { type Client, clientsOf } from './clients.js';
import { startHttp2Provider } from './http2-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let http2Provider: Provider;
let early: Client[];
let late: Client[];
let capturing: Capturing;
const closing: (() => void)[] = [];

const clients = (): Client[] =>
  clientsOf(provider.url, http2Provider.url, (close) => {
    closing.push(close);
  });
const names = clientsOf('http://127.0.0.1:1', 'http://127.0.0.1:1', (close) => close());
const named = (list: Client[], name: string): Client => {
  const client = list.find((each) => each.name === name);
  if (!client) throw new Error(`no client ${name}`);
  return client;
};

beforeAll(async () => {
  provider = await startProvider(answerLlm);
  http2Provider = await startHttp2Provider(answerLlm);
  early = clients();
  capturing = startCapturing();
  late = clients();
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  for (const close of closing) close();
  await provider.close();
  await http2Provider.close();
});

function expectCaptured(calls: Captured[], { provider: name, operation, model }: Client, by: string): void {
  expect(calls).toHaveLength(1);
  const [call] = calls;
  expect(call).toMatchObject({ by, provider: name, model, outcome: 'ok', status: 200, isOpaque: false });
  expect(call?.recognised.api.operation).toBe(operation);
  expect(call?.request?.messages?.at(-1)).toMatchObject({ role: 'user' });
  expect(JSON.stringify(call?.request?.messages?.at(-1)?.content)).toContain('Where is it?');
  expect(call?.result && resultText(call.result)).toBe('On its way.');
  expect(call?.result).toMatchObject({ usage: expect.any(Object) as unknown });
}

describe.each(names.map(({ name }) => name))('%s', (name) => {
  it.each(['before', 'after'] as const)('built %s the capture is captured once, for who made it', async (built) => {
    const client = named(built === 'before' ? early : late, name);
    await capturing.as(name, () => client.ask('Where is it?'));
    const calls = await capturing.atLeast(1);
    expectCaptured(calls, client, name);
    expect(calls[0]?.firstTokenMs).toBeUndefined();
  });
});

describe.each(names.filter(({ stream }) => stream).map(({ name }) => name))('a stream of %s', (name) => {
  it.each(['before', 'after'] as const)('built %s the capture is captured once, put together', async (built) => {
    const client = named(built === 'before' ? early : late, name);
    await capturing.as(name, () => client.stream?.('Where is it?'));
    const calls = await capturing.atLeast(1);
    expectCaptured(calls, client, name);
    const { firstTokenMs = -1, streamedMs = -1 } = calls[0] ?? {};
    expect(firstTokenMs).toBeGreaterThan(0);
    expect(streamedMs).toBeGreaterThanOrEqual(0);
  });
});
