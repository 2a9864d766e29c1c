import { type Provider, startProvider } from '../parsers/provider-server.js';
import { type Capturing, startCapturing } from './capturing.js';
import { type Client, clientsOf } from './clients.js';
import { startHttp2Provider } from './http2-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let http2Provider: Provider;
let clients: Client[];
let capturing: Capturing;
const closing: (() => void)[] = [];

beforeAll(async () => {
  provider = await startProvider(answerLlm);
  http2Provider = await startHttp2Provider(answerLlm);
  clients = clientsOf(provider.url, http2Provider.url, (close) => {
    closing.push(close);
  });
  capturing = startCapturing();
});
afterAll(async () => {
  capturing.stop();
  for (const close of closing) close();
  await provider.close();
  await http2Provider.close();
});

it('gives each of 200 calls at once to who made it, whichever connection it took', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `caller ${String(index)}.`);
  const ask = async (name: string, index: number): Promise<void> => {
    const client = clients[index % clients.length];
    await (index % 2 === 0 && client?.stream ? client.stream : client?.ask)?.(`I am ${name}`);
  };
  for (const round of ['first', 'again']) {
    await Promise.all(names.map((name, index) => capturing.as(name, () => ask(name, index))));
    const calls = await capturing.atLeast(200);
    expect([round, new Set(calls.map(({ by }) => by)).size, calls.length]).toEqual([round, 200, 200]);
    for (const { by, outcome, request } of calls) {
      expect(outcome).toBe('ok');
      expect(JSON.stringify(request?.messages?.at(-1)?.content)).toContain(`I am ${String(by)}`);
    }
    capturing.clear();
  }
  expect(capturing.faults).toEqual([]);
});
