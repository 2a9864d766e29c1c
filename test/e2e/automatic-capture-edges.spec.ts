import OpenAI from 'openai';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { channel } from 'node:diagnostics_channel';
import { Agent, fetch as undiciFetch } from 'undici';
import { Logger } from '@nestjs/common';
import { type MaximModuleOptions, observeFetch } from '../../lib/index.js';
import { type TreeNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

let provider: Provider;
let openai: OpenAI;
let answer: (request: Received) => Reply;
let logged: RecordedLogger;

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
beforeEach(() => {
  answer = (request) => answerLlm(request);
});
afterEach(() => logged.close());
afterAll(() => provider.close());

const say = (content: string) => [{ role: 'user' as const, content }];
const ask = (content: string, client = openai) =>
  client.chat.completions.create({ model: 'gpt-4o', messages: say(content) });
const within = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...within(node.children)]);

async function generations(fn: () => unknown, options?: MaximModuleOptions) {
  logged = await recordedLogger(options);
  await logged.maxim.withTrace({ name: 'request' }, async () => fn());
  await logged.maxim.flush();
  return within(logged.recorder.traces).filter((node) => node.type === 'generation');
}

it('a pool of few connections mixes nobody’s calls, where its client has observeFetch()', async () => {
  logged = await recordedLogger();
  const { maxim, recorder } = logged;
  const dispatcher = new Agent({ connections: 2 });
  const pooled = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;
  const client = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, fetch: observeFetch(pooled) });
  const names = Array.from({ length: 40 }, (_, index) => `caller ${String(index)}.`);
  await Promise.all(names.map((name) => maxim.withTrace({ name }, () => ask(name, client))));
  await maxim.flush();
  await dispatcher.close();
  const asked = recorder.traces.map(({ name, children }) => [
    name,
    children.map((child) => 'messages' in child && child.messages),
  ]);
  expect(new Map(asked as [string, unknown][])).toEqual(new Map(names.map((name) => [name, [say(name)]])));
});

it('a gateway in the same process is not the caller: its own way up is an orphan', async () => {
  const gateway = createServer((request, response) => {
    void (async () => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const up = await fetch(`${provider.url}${request.url ?? ''}`, { method: 'POST', body: Buffer.concat(pieces) });
      response.writeHead(200, { 'content-type': 'application/json' }).end(await up.text());
    })();
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  const client = new OpenAI({ apiKey: 'key', baseURL: `http://127.0.0.1:${String(port)}/v1`, maxRetries: 0 });
  expect(await generations(() => ask('Where is it?', client))).toHaveLength(1);
  gateway.closeAllConnections();
  await new Promise((resolve) => gateway.close(resolve));
});

it('no tokens are told where the provider told none', async () => {
  answer = (request) => {
    const reply = answerLlm(request);
    return { ...reply, events: reply.events?.filter((event) => !JSON.stringify(event).includes('usage')) ?? [] };
  };
  const [generation] = await generations(async () => {
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages: say('Hi'), stream: true });
    for await (const _ of stream);
  });
  expect(generation).toMatchObject({ status: 'ok', result: { choices: [{ message: { content: 'On its way.' } }] } });
  expect(generation).not.toHaveProperty('usage');
});

it('secrets in a body stay out', async () => {
  const tools = [
    {
      ...{ type: 'mcp' as const, server_label: 'crm', server_url: 'https://crm.example', authorization: 'secret-1' },
      headers: { 'x-api-key': 'secret-2', authorization: 'Bearer secret-3' },
    },
  ];
  const key = `sk-proj-${'a1B2'.repeat(12)}`;
  await generations(() => openai.responses.create({ model: 'gpt-4o', input: `My key is ${key}`, tools }));
  const body = { model: 'c', max_tokens: 9, messages: say('Hi'), mcp_servers: [{ authorization_token: 'secret-4' }] };
  await logged.maxim.withTrace({ name: 'other' }, async () => {
    await (
      await fetch(`${provider.url}/v1/messages?key=secret-5`, { method: 'POST', body: JSON.stringify(body) })
    ).text();
  });
  await logged.maxim.flush();
  expect(within(logged.recorder.traces).filter(({ type }) => type === 'generation')).toHaveLength(2);
  expect(JSON.stringify(logged.recorder.lines)).not.toMatch(/secret-\d|a1B2/);
});

it('an image is told by its size, and what is embedded without its vectors', async () => {
  const url = `data:image/png;base64,${'A'.repeat(4000)}`;
  const content = [{ type: 'image_url' as const, image_url: { url } }];
  const [looked] = await generations(() =>
    openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] }),
  );
  const told = { type: 'image_url', image_url: { url: 'data:image/png;base64,[3000 bytes]' } };
  expect(looked).toMatchObject({ messages: [{ role: 'user', content: [told] }], attachments: [] });
  await logged.close();
  await generations(() => openai.embeddings.create({ model: 'text-embedding-3-small', input: 'Where is it?' }));
  expect(JSON.stringify(logged.recorder.lines)).not.toContain('0.1');
});

it('two copies of the package see a call once', async () => {
  const [generation, ...others] = await generations(async () => {
    await jest.isolateModulesAsync(async () => {
      const copy = (await import('../../lib/index.js')).observeFetch;
      expect(copy).not.toBe(observeFetch);
      const client = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, fetch: copy() });
      await ask('Where is it?', client);
    });
  });
  expect(others).toEqual([]);
  expect(generation).toMatchObject({ status: 'ok', messages: say('Where is it?') });
});

it('a client whose bodies cannot be seen is told of once', async () => {
  const told = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const request = { method: 'POST', origin: 'https://api.openai.com', path: '/v1/chat/completions', headers: [] };
  const publish = (name: string, message: object): void => channel(`undici:request:${name}`).publish(message);
  const [generation] = await generations(() => {
    for (const unseen of [{ ...request }, { ...request }]) {
      publish('create', { request: unseen });
      publish('headers', { request: unseen, response: { statusCode: 200, headers: [] } });
      publish('trailers', { request: unseen });
    }
  });
  expect(generation).toMatchObject({ provider: 'openai', model: 'unknown' });
  expect(told.mock.calls.map(([message]) => String(message))).toEqual([
    expect.stringContaining('api.openai.com/v1/chat/completions') as unknown,
  ]);
  told.mockRestore();
});
