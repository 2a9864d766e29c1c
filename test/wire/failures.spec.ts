import { resultText } from '../../lib/parsers/result-text.js';
import { type Received, type Reply } from '../parsers/provider-server.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { KNOWN_CLIENTS } from './clients/all.js';
import { type Client } from './clients/client.js';
import { named, type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let clients: readonly Client[];
let capturing: Capturing;
let answer: (request: Received) => Reply;

beforeAll(async () => {
  running = await startRunning((request) => answer(request));
  clients = running.clients();
  capturing = startCapturing();
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  await running.close();
});

async function only(): Promise<Captured> {
  const [call, ...others] = await capturing.atLeast(1);
  expect(others).toEqual([]);
  if (!call) throw new Error('no call');
  return call;
}
const said = ({ result }: Captured): string => (result ? resultText(result) : '');

/** What went wrong is thrown, or stands in what the library gives: here only what was captured matters. */
const quietly = (asking: Promise<unknown>): Promise<unknown> => asking.catch(() => undefined);

const names = (kind: (client: (typeof KNOWN_CLIENTS)[number]) => boolean = () => true): string[] =>
  KNOWN_CLIENTS.filter(kind).map(({ name }) => name);

describe.each(names())('a call of %s', (name) => {
  it.each([
    [401, 'Wrong key'],
    [500, 'Out of order'],
  ])('that got %i failed with what the body says', async (status, message) => {
    answer = () => ({ status, json: { message, error: { message, type: 'a_type' } } });
    await quietly(named(clients, name).ask({ question: 'Hi' }));
    const call = await only();
    expect(call).toMatchObject({ outcome: 'error', status, error: { message } });
    expect(JSON.stringify(call.request?.messages)).toContain('Hi');
  });
});

// The library of Mistral leaves the error of such a body to nobody, which ends the process.
describe.each(names(({ name }) => name !== 'mistral'))('a call of %s', (name) => {
  it('whose connection broke amid the answer failed', async () => {
    answer = (request) => ({ ...answerLlm(request), cut: 'reset' });
    await quietly(named(clients, name).ask({ question: 'Hi' }));
    const call = await only();
    expect(call).toMatchObject({ outcome: 'error', status: 200, error: { message: expect.any(String) as unknown } });
    expect(JSON.stringify(call.request?.messages)).toContain('Hi');
  });
});

// That of Ollama has no way to; that of Cohere then lets its timer of five minutes run on.
describe.each(names(({ name }) => name !== 'ollama' && name !== 'cohere'))('a call of %s', (name) => {
  it('that the app left before an answer is cancelled', async () => {
    const controller = new AbortController();
    answer = (request) => {
      controller.abort();
      return { ...answerLlm(request), cut: 'hang' };
    };
    const asking = quietly(named(clients, name).ask({ question: 'Hi', signal: controller.signal }));
    expect(await only()).toMatchObject({ outcome: 'cancelled' });
    await asking;
  });
});

describe.each(names(({ isPlain }) => !isPlain))('a stream of %s', (name) => {
  it('that an error ended failed, with what had come', async () => {
    answer = (request) => answerLlm(request, 'failure');
    await quietly(named(clients, name).ask({ question: 'Hi', stream: true }));
    const call = await only();
    expect(call).toMatchObject({ outcome: 'error', status: 200 });
    expect(call.error?.message).toContain('Overloaded');
    expect(said(call)).toBe('On its ');
  });

  it('whose connection broke failed, with what had come', async () => {
    answer = (request) => ({ ...answerLlm(request), cut: 'reset' });
    await quietly(named(clients, name).ask({ question: 'Hi', stream: true }));
    const call = await only();
    expect(call).toMatchObject({ outcome: 'error', status: 200, error: { message: expect.any(String) as unknown } });
    expect('On its way.'.startsWith(said(call))).toBe(true);
  });

  it('that the app left is cancelled, with what had come', async () => {
    answer = (request) => ({ ...answerLlm(request), cut: 'hang' });
    const controller = new AbortController();
    const onPiece = (): void => controller.abort();
    const asked = { question: 'Hi', stream: true, signal: controller.signal, onPiece };
    await quietly(named(clients, name).ask(asked));
    const call = await only();
    expect(call).toMatchObject({ outcome: 'cancelled', status: 200 });
    expect('On its way.'.startsWith(said(call))).toBe(true);
  });
});
