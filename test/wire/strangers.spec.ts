import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import http2 from 'node:http2';
import { resultText } from '../../lib/parsers/result-text.js';
import { awsEventStream, awsException } from '../parsers/aws-event-stream.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { startHttp2Provider } from './http2-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let answer: (request: Received) => Reply;
let capturing: Capturing;

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
});
beforeEach(() => {
  answer = answerLlm;
  capturing = startCapturing();
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.stop();
});
afterAll(() => provider.close());

const messages = [{ role: 'user', content: 'Hi' }];
const chat = { model: 'gpt-4o', messages };
const post = async (path: string, body: object): Promise<unknown> =>
  (await fetch(provider.url + path, { method: 'POST', body: JSON.stringify(body) })).text();
const textOf = ({ result }: Captured): string | undefined => result && resultText(result);

const event = (content: string): string =>
  JSON.stringify({ object: 'chat.completion.chunk', model: 'gpt-4o', choices: [{ index: 0, delta: { content } }] });
const answered = (content: string): object => ({
  ...{ object: 'chat.completion', id: 'c', model: 'gpt-4o' },
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
});

describe('on a host that nobody knows', () => {
  const parts = { ...chat, messages: [{ id: 'm', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] };
  const ui = [{ type: 'start' }, { type: 'text-start', id: '1' }, { type: 'text-delta', id: '1', delta: 'Hello' }];
  it.each<[string, string, object, Reply]>([
    ['an answer of another API', '/api/chat', parts, { events: [...ui, { type: 'finish' }, '[DONE]'] }],
    ['a refusal in other words', '/v1/messages', chat, { status: 404, json: { message: 'no such room' } }],
    ['one of Nest', '/v1/messages', chat, { status: 404, json: { statusCode: 404, message: 'x', error: 'Not Found' } }],
    ['one without words', '/v1/messages', chat, { status: 404, json: {} }],
    ['a failure in other words', '/v1/messages', chat, { status: 500, json: { message: 'boom' } }],
  ])('%s is the app’s own affair', async (_, path, body, reply) => {
    answer = () => reply;
    await post(path, body);
    expect(await capturing.calls()).toEqual([]);
  });

  it.each<[string, object]>([
    ['OpenAI', { error: { message: 'No' } }],
    ['vLLM', { object: 'error', message: 'No' }],
    ['FastAPI', { detail: 'No' }],
  ])('a refusal as %s tells it is a model’s', async (_, json) => {
    answer = () => ({ status: 404, json });
    await post('/v1/chat/completions', chat);
    expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'error', error: { message: 'No' } }]);
  });

  it.each([
    [
      'a query of the app’s own that found something',
      { sql: 'select 1', topK: 5 },
      { json: { matches: [{ name: 'a' }] } },
    ],
    ['a query of the app’s own that failed', { query: 'orders', topK: 5 }, { status: 500, json: { message: 'boom' } }],
  ])('%s is no search', async (_, body, reply) => {
    answer = () => reply;
    await post('/query', body);
    expect(await capturing.searches()).toEqual([]);
  });

  it('a request too long to be kept is told of by its answer', async () => {
    await post('/v1/chat/completions', { ...chat, messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] });
    const calls = await capturing.atLeast(1);
    expect(calls).toMatchObject([{ outcome: 'ok', provider: 'openai', model: 'gpt-4o-2024-08-06' }]);
    expect(calls.map(textOf)).toEqual(['On its way.']);
  });

  it('a long request of another kind is let be', async () => {
    answer = () => ({ json: { ok: true } });
    await post('/v1/messages', { text: 'x'.repeat(1_100_000) });
    expect(await capturing.calls()).toEqual([]);
  });
});

describe('a stream whose first message is an error', () => {
  it.each(['openai', undefined])('failed, on a host named %s', async (name) => {
    const hosts = name ? { [new URL(provider.url).host]: name } : {};
    const named = startCapturing({ hosts });
    capturing.stop();
    answer = () => ({ events: [['error', { type: 'error', code: 'server_error', message: 'boom', param: null }]] });
    await post('/v1/responses', { model: 'gpt-4o', input: 'Hi', stream: true });
    const calls = await named.atLeast(1);
    expect(calls).toMatchObject([{ outcome: 'error', error: { message: 'boom', code: 'server_error' } }]);
    named.stop();
  });

  it('failed as vLLM and Mistral say it as well', async () => {
    answer = () => ({ events: [{ object: 'error', message: 'boom', type: 'BadRequestError', code: 400 }] });
    await post('/v1/chat/completions', {
      ...{ model: 'm', stream: true },
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const told = { message: 'boom', type: 'BadRequestError', code: '400' };
    expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'error', error: told }]);
  });

  it('failed at Bedrock as well', async () => {
    answer = () => awsEventStream([], awsException('throttlingException', 'Too many'));
    const client = new BedrockRuntimeClient({
      ...{ region: 'eu-central-1', endpoint: provider.url, maxAttempts: 1, requestHandler: new NodeHttpHandler() },
      credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    });
    const input = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };
    await expect(client.send(new ConverseStreamCommand(input))).rejects.toThrow('Too many');
    const calls = await capturing.atLeast(1);
    expect(calls).toMatchObject([{ outcome: 'error', error: { message: 'Too many', type: 'throttlingException' } }]);
    client.destroy();
  });
});

describe('a type that says nothing of what comes', () => {
  it('hides no error of a stream that did not begin', async () => {
    const error = { message: 'context too long', type: 'x' };
    answer = () => ({ status: 400, raw: ['text/event-stream', JSON.stringify({ error })] });
    await post('/v1/chat/completions', { ...chat, stream: true });
    expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'error', error }]);
  });

  it.each(['application/json', 'text/plain'])('hides no lines: %s', async (type) => {
    const line = (content: string, done: boolean): string =>
      JSON.stringify({ model: 'l', created_at: '2024-01-01T00:00:00Z', message: { role: 'assistant', content }, done });
    answer = () => ({ raw: [type, `${line('He', false)}\n${line('y', true)}\n`] });
    await post('/api/chat', { model: 'l', messages });
    expect((await capturing.atLeast(1)).map(textOf)).toEqual(['Hey']);
  });
});

describe('an answer in UTF-8 that says so', () => {
  it.each<[string, Reply]>([
    ['in events', { raw: ['text/event-stream', `\uFEFFdata: ${event('He')}\n\ndata: ${event('y')}\n\n`] }],
    ['in events without a type', { raw: ['text/plain', `\uFEFF${'\n'.repeat(20)}data: ${event('Hey')}\n\n`] }],
    ['at once', { raw: ['application/json', `\uFEFF${JSON.stringify(answered('Hey'))}`] }],
  ])('is read %s', async (_, reply) => {
    answer = () => reply;
    await post('/v1/chat/completions', chat);
    expect((await capturing.atLeast(1)).map(textOf)).toEqual(['Hey']);
  });
});

it('a sequence of JSON is read', async () => {
  answer = () => ({ raw: ['application/json-seq', `\u001E${event('He')}\n\u001E${event('y')}\n`] });
  await post('/v1/chat/completions', chat);
  expect((await capturing.atLeast(1)).map(textOf)).toEqual(['Hey']);
});

describe('over HTTP/2', () => {
  const ask = (session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders = {}): Promise<void> =>
    new Promise((resolve) => {
      const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions', ...headers });
      stream.on('data', () => undefined).on('end', () => resolve());
      stream.end(JSON.stringify(chat));
    });

  it('a session that was opened before is watched, and only as long as somebody asks', async () => {
    capturing.stop();
    const server = await startHttp2Provider(answerLlm);
    const session = http2.connect(server.url);
    await ask(session);
    capturing = startCapturing();
    await ask(session);
    expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'ok', model: 'gpt-4o-2024-08-06' }]);
    capturing.stop();
    await ask(session);
    expect(await capturing.calls()).toHaveLength(1);
    session.destroy();
    await server.close();
  });

  it.each([
    ['the session', {}],
    ['its header', { host: 'llm.example:8000' }],
  ])('a request is to the host of %s where it names none', async (_, headers) => {
    const server = await startHttp2Provider(answerLlm);
    const session = http2.connect(server.url);
    await ask(session, headers);
    const host = 'host' in headers ? headers.host : new URL(server.url).host;
    expect(await capturing.atLeast(1)).toMatchObject([{ recognised: { host } }]);
    session.destroy();
    await server.close();
  });
});
