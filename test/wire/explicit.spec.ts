import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { Mistral } from '@mistralai/mistralai';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import OpenAI from 'openai';
import { resultText } from '../../lib/parsers/result-text.js';
import { observeBedrock } from '../../lib/wire/observe-bedrock.js';
import { observeFetch } from '../../lib/wire/observe-fetch.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let answer: (request: Received) => Reply;

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
});
beforeEach(() => {
  answer = answerLlm;
});
afterAll(() => provider.close());

const messages = [{ role: 'user' as const, content: 'Where is it?' }];
const textOf = ({ result }: Captured): string | undefined => result && resultText(result);

const asked = JSON.stringify({ model: 'gpt-4o', messages });
async function* pieces(): AsyncGenerator<Buffer> {
  yield Buffer.from(asked.slice(0, 9));
  await new Promise((turn) => setTimeout(turn, 1));
  yield Buffer.from(asked.slice(9));
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A stand-in for the network, as tests of an app have it. */
const standIn: typeof fetch = (input) => {
  const path = input instanceof Request ? input.url : String(input);
  const body = { stream: path.includes('stream') };
  const { json, events = [] } = answerLlm({ path, body });
  if (json !== undefined) return Promise.resolve(Response.json(json));
  const text = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  return Promise.resolve(new Response(text.join(''), { headers: { 'content-type': 'text/event-stream' } }));
};

describe.each([true, false])('with the wire watched: %s', (isAutomatic) => {
  let capturing: Capturing;
  beforeEach(() => {
    capturing = startCapturing({ isAutomatic });
  });
  afterEach(() => {
    expect(capturing.faults).toEqual([]);
    capturing.stop();
  });

  describe('observeFetch', () => {
    it('captures a call once, whether the wire shows it or a stand-in answers', async () => {
      for (const real of [fetch, standIn]) {
        const openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, fetch: observeFetch(real) });
        await capturing.as('me', () => openai.chat.completions.create({ model: 'gpt-4o', messages }));
        const calls = await capturing.atLeast(1);
        expect(calls).toMatchObject([{ by: 'me', outcome: 'ok', status: 200, request: { messages } }]);
        expect(calls.map(textOf)).toEqual(['On its way.']);
        capturing.clear();
      }
    });

    it('captures a stream as it is read, and the tries of the library', async () => {
      const replies: Reply[] = [{ status: 503, json: { message: 'Busy' } }];
      answer = (request) => replies.shift() ?? answerLlm(request);
      const openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, fetch: observeFetch() });
      const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
      for await (const _ of stream);
      const calls = await capturing.atLeast(2);
      expect(calls.map(({ outcome, attempt }) => [outcome, attempt.retries])).toEqual([
        ['error', 0],
        ['ok', 1],
      ]);
      expect(calls[1] && textOf(calls[1])).toBe('On its way.');
      expect(calls[1]?.firstTokenMs).toBeGreaterThan(0);
    });

    it('reads the body of a Request', async () => {
      const httpClient = new HTTPClient({ fetcher: observeFetch(standIn) });
      const mistral = new Mistral({ apiKey: 'key', serverURL: 'https://api.mistral.ai', httpClient });
      await mistral.chat.complete({ model: 'mistral-large-latest', messages });
      const calls = await capturing.atLeast(1);
      expect(calls).toMatchObject([{ provider: 'mistral', request: { model: 'mistral-large-latest', messages } }]);
    });

    it('reads a Blob', async () => {
      const body = new Blob([JSON.stringify({ model: 'gpt-4o', messages })]);
      await (await observeFetch()(`${provider.url}/v1/chat/completions`, { method: 'POST', body })).text();
      expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'ok', request: { model: 'gpt-4o', messages } }]);
    });

    it.each<[kind: string, body: () => unknown]>([
      ['an ArrayBuffer', () => new Uint8Array(Buffer.from(asked)).buffer],
      ['a web stream', () => new Response(asked).body],
      ['an async generator', () => pieces()],
      ['a Readable', () => Readable.from(pieces())],
    ])('reads %s as it is sent', async (_, body) => {
      const init = { method: 'POST', duplex: 'half', body: body() };
      await (await observeFetch()(`${provider.url}/v1/chat/completions`, init as RequestInit)).text();
      expect(provider.received.at(-1)?.body).toEqual(JSON.parse(asked));
      expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'ok', request: { model: 'gpt-4o', messages } }]);
    });

    it('tells of an answer that nobody holds any longer', async () => {
      const url = 'https://api.openai.com/v1/chat/completions';
      for (const status of [200, 503]) {
        const failing = observeFetch(() => Promise.resolve(Response.json({}, { status })));
        await failing(url, { method: 'POST', body: asked });
      }
      for (let turns = 0; turns < 100 && (await capturing.calls()).length < 2; turns += 1) {
        collectGarbage();
        await new Promise((turn) => setTimeout(turn, 5));
      }
      const calls = await capturing.calls();
      expect(calls.map(({ outcome }) => outcome).sort()).toEqual(['cancelled', 'error']);
    });

    it('hands on what fetch gives, and what it throws', async () => {
      const given = new Response('{}', { headers: { 'content-type': 'application/json' } });
      const thrown = new TypeError('fetch failed');
      const url = 'https://api.openai.com/v1/chat/completions';
      const init = { method: 'post', body: JSON.stringify({ model: 'gpt-4o', messages }), headers: [['x-a', 'b']] };
      expect(await observeFetch(() => Promise.resolve(given))(url, init as RequestInit)).toBe(given);
      await expect(observeFetch(() => Promise.reject(thrown))(new URL(url), init as RequestInit)).rejects.toBe(thrown);
      await given.text();
      const calls = await capturing.atLeast(2);
      expect(calls.map(({ outcome }) => outcome).sort()).toEqual(['error', 'ok']);
      await expect(observeFetch()('no url')).rejects.toThrow('Failed to parse URL');
    });

    it('lets all other requests be', async () => {
      const other = observeFetch(standIn);
      await (await other(`${provider.url}/other`, { method: 'POST', body: '{}' })).text();
      await (await other(`${provider.url}/v1/chat/completions`)).text();
      expect(await capturing.calls()).toEqual([]);
    });
  });

  describe('observeBedrock', () => {
    const modelId = 'anthropic.claude-sonnet-4-5';
    const converse = { modelId, messages: [{ role: 'user' as const, content: [{ text: 'Where is it?' }] }] };
    const invoke = {
      modelId,
      body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages }),
    };
    let client: BedrockRuntimeClient;
    beforeEach(() => {
      const bare = new BedrockRuntimeClient({
        ...{ region: 'eu-central-1', endpoint: provider.url, maxAttempts: 1 },
        ...{ credentials: { accessKeyId: 'id', secretAccessKey: 'key' }, requestHandler: new NodeHttpHandler() },
      });
      client = observeBedrock(observeBedrock(bare));
      expect(client).toBe(bare);
    });
    afterEach(() => client.destroy());

    it.each([
      ['converse', () => client.send(new ConverseCommand(converse))],
      ['invoke', () => client.send(new InvokeModelCommand(invoke))],
    ])('captures %s once', async (operation, ask) => {
      await capturing.as<Promise<unknown>>('me', ask);
      const calls = await capturing.atLeast(1);
      expect(calls).toMatchObject([{ by: 'me', provider: 'bedrock', model: modelId, outcome: 'ok', status: 200 }]);
      expect(calls.map((call) => [textOf(call), call.recognised.api.operation])).toEqual([['On its way.', operation]]);
      expect(JSON.stringify(calls[0]?.request?.messages)).toContain('Where is it?');
    });

    it.each([
      ['converse', async () => (await client.send(new ConverseStreamCommand(converse))).stream],
      ['invoke', async () => (await client.send(new InvokeModelWithResponseStreamCommand(invoke))).body],
    ])('captures a stream of %s once, as it is read', async (_, ask) => {
      const stream = await capturing.as<Promise<AsyncIterable<unknown> | undefined>>('me', ask);
      if (stream) for await (const _ of stream);
      const calls = await capturing.atLeast(1);
      expect(calls).toMatchObject([{ by: 'me', outcome: 'ok', firstTokenMs: expect.any(Number) as unknown }]);
      expect(calls.map(textOf)).toEqual(['On its way.']);
    });

    it('captures one that failed', async () => {
      answer = () => ({ status: 403, json: { message: 'No access' } });
      await expect(client.send(new ConverseCommand(converse))).rejects.toThrow('No access');
      const calls = await capturing.atLeast(1);
      expect(calls).toMatchObject([{ outcome: 'error', status: 403, error: { message: 'No access' } }]);
    });
  });
});

it('nothing is captured where nobody listens', async () => {
  const openai = new OpenAI({ apiKey: 'key', baseURL: 'http://127.0.0.1:1/v1', fetch: observeFetch(standIn) });
  const completion = await openai.chat.completions.create({ model: 'gpt-4o', messages });
  expect(completion.choices[0]?.message.content).toBe('On its way.');
});
