import { type Capturing, startCapturing } from './capturing.js';
import { type Client } from './clients/client.js';
import { type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let clients: readonly Client[];
let capturing: Capturing;

beforeAll(async () => {
  running = await startRunning(answerLlm);
  clients = running.clients();
  capturing = startCapturing();
});
afterAll(async () => {
  capturing.stop();
  await running.close();
});

it.each(['first', 'again'])('gives each of 200 calls at once to who made it, on connections taken %s', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `caller ${String(index)}.`);
  const ask = async (name: string, index: number): Promise<void> => {
    const client = clients[index % clients.length];
    await client?.ask({ question: `I am ${name}`, stream: index % 2 === 0 && !client.isPlain });
  };
  await Promise.all(names.map((name, index) => capturing.as(name, () => ask(name, index))));
  const calls = await capturing.atLeast(200);
  expect([new Set(calls.map(({ by }) => by)).size, calls.length]).toEqual([200, 200]);
  for (const { by, outcome, request } of calls) {
    expect(outcome).toBe('ok');
    expect(JSON.stringify(request?.messages?.at(-1)?.content)).toContain(`I am ${String(by)}`);
  }
  capturing.clear();
  expect(capturing.faults).toEqual([]);
});
