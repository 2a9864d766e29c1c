import { resultText } from '../../lib/parsers/result-text.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { KNOWN_CLIENTS } from './clients/all.js';
import { type Client } from './clients/client.js';
import { named, type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let clients: Record<'before' | 'after', readonly Client[]>;
let capturing: Capturing;

beforeAll(async () => {
  running = await startRunning(answerLlm);
  const before = running.clients();
  capturing = startCapturing();
  clients = { before, after: running.clients() };
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  await running.close();
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

describe.each(KNOWN_CLIENTS.map(({ name }) => name))('%s', (name) => {
  it.each(['before', 'after'] as const)('built %s the capture is captured once, for who made it', async (built) => {
    const client = named(clients[built], name);
    await capturing.as(name, () => client.ask({ question: 'Where is it?' }));
    const calls = await capturing.atLeast(1);
    expectCaptured(calls, client, name);
    expect(calls[0]?.firstTokenMs).toBeUndefined();
  });
});

describe.each(KNOWN_CLIENTS.filter(({ isPlain }) => !isPlain).map(({ name }) => name))('a stream of %s', (name) => {
  it.each(['before', 'after'] as const)('built %s the capture is captured once, put together', async (built) => {
    const client = named(clients[built], name);
    await capturing.as(name, () => client.ask({ question: 'Where is it?', stream: true }));
    const calls = await capturing.atLeast(1);
    expectCaptured(calls, client, name);
    const { firstTokenMs = -1, streamedMs = -1 } = calls[0] ?? {};
    expect(firstTokenMs).toBeGreaterThan(0);
    expect(streamedMs).toBeGreaterThanOrEqual(0);
  });
});
