import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { request as httpRequest, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CohereClientV2 } from 'cohere-ai';
import OpenAI from 'openai';
import { type TreeNode } from '../../lib/protocol/tree/node.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { answerLlm } from './llm-answers.js';
import { type RawServer, startRawServer } from './raw-server.js';

const messages = [{ role: 'user' as const, content: 'Where is it?' }];
let answered: string;

let server: RawServer;
let logger: RecordedLogger;
/** How many requests get no answer. */
let silent: number;
/** Called when one gets none. */
let unanswered: () => void;

beforeEach(async () => {
  silent = 0;
  answered = JSON.stringify(answerLlm({ path: '/chat/completions', body: {} }).json);
  unanswered = () => undefined;
  server = await startRawServer((response: ServerResponse) => {
    silent -= 1;
    if (silent >= 0) unanswered();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answered);
  });
  await ask(openai()); // The first request of a process takes its time.
  logger = await recordedLogger();
});
afterEach(async () => {
  await logger.close();
  await server.close();
});

/** The errors of Node are of another realm than a test of Jest, where the library does not know them. */
const sameRealm: typeof fetch = async (...args) => {
  try {
    return await fetch(...args);
  } catch (error) {
    const { name, message } = error as Error;
    throw Object.assign(new Error(message), { name });
  }
};
const openai = (options: ConstructorParameters<typeof OpenAI>[0] = {}): OpenAI =>
  new OpenAI({ apiKey: 'key', baseURL: `${server.url}/v1`, fetch: sameRealm, ...options });
const ask = (client: OpenAI, signal?: AbortSignal, timeout?: number): Promise<unknown> =>
  client.chat.completions.create(
    { model: 'gpt-4o', messages },
    { signal: signal ?? null, ...(timeout !== undefined && { timeout }) },
  );
const init = { method: 'POST', body: JSON.stringify({ model: 'gpt-4o', messages }) };

/** Runs it in a trace, and gives the trace and its generations when all is told. */
async function traced(work: () => Promise<unknown>): Promise<[trace: TreeNode | undefined, ...TreeNode[]]> {
  await logger.maxim.withTrace({ name: 'request' }, work).catch(() => undefined);
  await logger.maxim.flush();
  const [trace] = logger.recorder.traces;
  const all = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(all)];
  return [trace, ...(trace ? all(trace) : []).filter(({ type }) => type === 'generation')];
}

describe('a library’s own timeout', () => {
  it('is a failed try where it tries again', async () => {
    silent = 1;
    const [trace, ...generations] = await traced(() => ask(openai({ timeout: 500, maxRetries: 1 })));
    expect(generations).toMatchObject([{ status: 'ok', metrics: { attempts: 2 } }]);
    expect(trace).toMatchObject({ status: 'ok' });
    const events = logger.recorder.lines.filter(({ action }) => action === 'add-event');
    expect(events.map(({ data }) => data)).toMatchObject([
      { tags: { elementId: generations[0]?.id }, metadata: { error: 'The request timed out' } },
    ]);
  });

  it('is an error where it gives up', async () => {
    silent = 9;
    const [trace, ...generations] = await traced(() => ask(openai({ timeout: 400, maxRetries: 2 })));
    expect(generations).toMatchObject([
      { status: 'error', metrics: { attempts: 3 }, error: { message: 'Request timed out.' } },
    ]);
    expect(trace).toMatchObject({ status: 'error', errors: [] });
  });

  it('is an error where the app catches what the library throws', async () => {
    silent = 9;
    const [, ...generations] = await traced(() => ask(openai({ timeout: 400, maxRetries: 1 })).catch(() => undefined));
    expect(generations).toMatchObject([{ status: 'error', metrics: { attempts: 2 } }]);
  });

  it('is the error of the recorded generation around it', async () => {
    silent = 9;
    const client = openai({ timeout: 400, maxRetries: 1 });
    const [, ...generations] = await traced(() => logger.maxim.withGeneration({ name: 'answer' }, () => ask(client)));
    expect(generations).toMatchObject([{ name: 'answer', status: 'error', metrics: { attempts: 2 } }]);
  });

  it('is a failed try of LangChain', async () => {
    silent = 1;
    const configuration = { baseURL: `${server.url}/v1`, fetch: sameRealm };
    const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'key', timeout: 500, maxRetries: 2, configuration });
    const [, ...generations] = await traced(() => model.invoke('Hi'));
    expect(generations).toMatchObject([{ status: 'ok', metrics: { attempts: 2 } }]);
  });

  it('is an error of Google’s', async () => {
    silent = 9;
    const google = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: server.url, timeout: 1100 } });
    const [, ...generations] = await traced(() => google.models.generateContent({ model: 'g', contents: 'Hi' }));
    expect(generations).toMatchObject([{ status: 'error', error: { message: 'The request timed out' } }]);
  });

  it.each(['thrown', 'caught'])('is an error of Cohere’s, %s', async (how) => {
    silent = 9;
    const client = new CohereClientV2({ token: 'key', environment: server.url });
    const [trace, ...generations] = await traced(async () => {
      const asked = client.chat({ model: 'command-a', messages }, { timeoutInSeconds: 0.1 });
      await (how === 'caught' ? asked.catch(() => undefined) : asked);
    });
    expect(generations).toMatchObject([
      { status: 'error', error: { message: expect.stringMatching(/time.*out/i) as string } },
    ]);
    expect(trace).toMatchObject({ errors: [] });
  });

  it.each([
    [1, 'ok'],
    [9, 'error'],
  ])('of the socket of AWS’s is a failed try: %i without an answer, then %s', async (unansweredTries, status) => {
    silent = unansweredTries;
    answered = JSON.stringify(answerLlm({ path: '/converse', body: {} }).json);
    const client = new BedrockRuntimeClient({
      ...{ region: 'eu-central-1', endpoint: server.url, maxAttempts: 2 },
      credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
      requestHandler: new NodeHttpHandler({ socketTimeout: 200 }),
    });
    const input = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };
    const [, ...generations] = await traced(() => client.send(new ConverseCommand(input)));
    client.destroy();
    expect(generations).toMatchObject([{ status, metrics: { attempts: 2 } }]);
  });

  it('is an error of node:http', async () => {
    silent = 9;
    const [, ...generations] = await traced(
      () =>
        new Promise((resolve) => {
          const request = httpRequest(`${server.url}/v1/chat/completions`, { method: 'POST', timeout: 100 });
          request.on('timeout', () => request.destroy()).on('error', resolve);
          request.end(JSON.stringify({ model: 'gpt-4o', messages }));
        }),
    );
    expect(generations).toMatchObject([{ status: 'error', error: { message: 'The request timed out' } }]);
  });

  it('is a failed try over HTTP/2', async () => {
    const h2 = http2.createServer();
    let tries = 0;
    h2.on('stream', (stream) => {
      tries += 1;
      if (tries === 1) return;
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify(answerLlm({ path: '/converse', body: {} }).json));
    });
    await new Promise<void>((resolve) => h2.listen(0, '127.0.0.1', resolve));
    const client = new BedrockRuntimeClient({
      ...{ region: 'eu-central-1', endpoint: `http://127.0.0.1:${String((h2.address() as AddressInfo).port)}` },
      ...{ credentials: { accessKeyId: 'id', secretAccessKey: 'key' }, maxAttempts: 2 },
      requestHandler: { requestTimeout: 200 },
    });
    const input = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };
    const [, ...generations] = await traced(() => client.send(new ConverseCommand(input)));
    client.destroy();
    h2.close();
    expect(generations).toMatchObject([{ status: 'ok', metrics: { attempts: 2 } }]);
  });
});

describe('an abort by the app', () => {
  it.each([
    ['of a library that tells how long it waits', (signal: AbortSignal) => ask(openai(), signal, 60_000)],
    ['of a library that does not', (signal: AbortSignal) => ask(openai(), signal)],
    ['of a library whose timeout is as short', (signal: AbortSignal) => ask(openai(), signal, 900)],
    ['of fetch', (signal: AbortSignal) => fetch(`${server.url}/v1/chat/completions`, { ...init, signal })],
  ])('%s is told at once', async (_, call) => {
    silent = 1;
    await logger.maxim.withTrace({ name: 'request' }, async () => {
      const controller = new AbortController();
      unanswered = () => controller.abort();
      await call(controller.signal).catch(() => undefined);
      await logger.maxim.flush();
      expect(logger.recorder.find({ type: 'generation' })).toMatchObject({ status: 'cancelled' });
    });
  });

  it('is none of the tries of a call that the app makes again', async () => {
    silent = 1;
    const controller = new AbortController();
    unanswered = () => controller.abort();
    const [, ...generations] = await traced(async () => {
      await ask(openai(), controller.signal).catch(() => undefined);
      await ask(openai());
    });
    expect(generations.map(({ status }) => status)).toEqual(['cancelled', 'ok']);
  });

  it('is one as well where a short timeout might have come', async () => {
    silent = 1;
    const controller = new AbortController();
    unanswered = () => controller.abort();
    const [, ...generations] = await traced(() => ask(openai({ timeout: 900 }), controller.signal));
    expect(generations).toMatchObject([{ status: 'cancelled' }]);
  });
});
