import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import OpenAI from 'openai';
import { once } from 'node:events';
import { request as undiciRequest } from 'undici';
import { observeFetch } from '../../lib/wire/observe-fetch.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';
import { type RawServer, startRawServer } from './raw-server.js';

let answer: (response: ServerResponse, request: IncomingMessage, body: string) => void;
let server: RawServer;
let capturing: Capturing;
let openai: OpenAI;

beforeAll(async () => {
  server = await startRawServer((...args) => answer(...args));
  capturing = startCapturing();
  openai = new OpenAI({ apiKey: 'sk-secret', baseURL: `${server.url}/v1`, maxRetries: 0 });
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  await server.close();
});

const messages = [{ role: 'user' as const, content: 'Hi' }];
const body = JSON.stringify({ model: 'gpt-4o', messages });
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'gpt-4o', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const events = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });
const json = (response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};
const completion = {
  object: 'chat.completion',
  id: 'c',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
};
const textOf = ({ result }: Captured): string | undefined => result && resultText(result);

async function only(): Promise<Captured> {
  const calls = await capturing.atLeast(1);
  expect(calls).toHaveLength(1);
  const [call] = calls;
  if (!call) throw new Error('no call');
  return call;
}

describe('a call that failed', () => {
  it.each([
    [
      401,
      { error: { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' } },
      { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' },
    ],
    [429, { error: { message: 'Rate limit', type: 'tokens' } }, { message: 'Rate limit', type: 'tokens', code: '429' }],
    [500, { message: 'Oops' }, { message: 'Oops', code: '500' }],
  ])('with %i has the error its body tells', async (status, told, error) => {
    answer = (response) => json(response, status, told, { 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' });
    await expect(openai.chat.completions.create({ model: 'gpt-4o', messages })).rejects.toThrow();
    expect(await only()).toMatchObject({
      ...{ outcome: 'error', status, error, model: 'gpt-4o' },
      limits: { 'retry-after': 7, 'x-ratelimit-remaining-requests': 0 },
      request: { messages },
    });
  });

  it('by a connection that was reset before any answer has no status', async () => {
    answer = (response) => response.socket?.destroy();
    await expect(openai.chat.completions.create({ model: 'gpt-4o', messages })).rejects.toThrow();
    const call = await only();
    expect(call).toMatchObject({ outcome: 'error', error: { message: expect.any(String) as unknown } });
    expect([call.status, call.result, call.firstTokenMs]).toEqual([undefined, undefined, undefined]);
  });

  it('by a connection that was reset amid the answer keeps what had come', async () => {
    answer = (response) => events(response).write(chunk({ content: 'Hel' }), () => response.socket?.destroy());
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    await expect(
      stream[Symbol.asyncIterator]()
        .next()
        .then(async () => {
          for await (const _ of stream);
        }),
    ).rejects.toThrow();
    const call = await only();
    expect([call.outcome, textOf(call)]).toEqual(['error', 'Hel']);
  });

  it('inside a stream that began well is a failure', async () => {
    answer = (response) =>
      events(response).end(`${chunk({ content: 'Hel' })}data: {"error":{"message":"Overloaded","code":529}}\n\n`);
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow();
    expect(await only()).toMatchObject({ outcome: 'error', error: { message: 'Overloaded', code: '529' } });
  });

  it.each([
    ['a message', '{"message":"Out of order","code":503}', { message: 'Out of order', code: '503' }],
    ['words', 'Out of order', { message: 'Out of order' }],
  ])('in a stream, told as %s under the name of its event, is an error', async (_, data, error) => {
    answer = (response) => events(response).end(`${chunk({ content: 'Hel' })}event: error\ndata: ${data}\n\n`);
    await (await fetch(`${server.url}/v1/chat/completions`, init)).text();
    const call = await only();
    expect([call.outcome, textOf(call), call.error]).toEqual(['error', 'Hel', expect.objectContaining(error)]);
  });

  it.each(['fetch', 'node:http'])('by %s because nobody listens is an error without a first token', async (client) => {
    const closed = await startRawServer(() => undefined);
    await closed.close();
    const url = `${closed.url}/v1/chat/completions`;
    const calling =
      client === 'fetch' ? fetch(url, init) : once(httpRequest(url, { method: 'POST' }).end(body), 'response');
    await expect(calling).rejects.toThrow();
    if (client === 'fetch') {
      // Its body was never asked for, so on an unknown host nothing says what it was.
      expect(await capturing.calls()).toEqual([]);
    } else {
      expect(await only()).toMatchObject({ outcome: 'error', error: { code: 'ECONNREFUSED' }, model: 'gpt-4o' });
    }
  });
});

it('tells of a known host that did not answer, though its body was never sent', async () => {
  const closed = await startRawServer(() => undefined);
  await closed.close();
  const named = startCapturing({ hosts: { [closed.host]: 'vllm' } });
  capturing.stop();
  await expect(fetch(`${closed.url}/v1/chat/completions`, init)).rejects.toThrow();
  const [call] = await named.atLeast(1);
  expect(call).toMatchObject({ outcome: 'error', provider: 'vllm', error: { code: 'ECONNREFUSED' } });
  named.stop();
  capturing = startCapturing();
});

describe('a call that the app left', () => {
  it.each(['by abort', 'by break'])('%s is cancelled, with what had come', async (way) => {
    const left = new Promise<void>((resolve) => {
      answer = (response) => {
        events(response).write(chunk({ content: 'Hel' }));
        response.on('close', resolve);
      };
    });
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    for await (const _ of stream) {
      if (way === 'by break') break;
      stream.controller.abort();
    }
    const call = await only();
    expect([call.outcome, textOf(call), call.status]).toEqual(['cancelled', 'Hel', 200]);
    await left;
  });

  it('before any answer is cancelled', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    await expect(fetch(`${server.url}/v1/chat/completions`, { ...init, signal: controller.signal })).rejects.toThrow();
    expect(await only()).toMatchObject({ outcome: 'cancelled', request: { messages } });
  });

  it.each(['client went away', null, 42])(
    'for a reason of its own that is no error, %j, is cancelled',
    async (reason) => {
      const controller = new AbortController();
      answer = () => controller.abort(reason);
      const asked = fetch(`${server.url}/v1/chat/completions`, { ...init, signal: controller.signal });
      await asked.catch(() => undefined);
      expect(await only()).toMatchObject({ outcome: 'cancelled', request: { messages } });
    },
  );

  describe.each<[client: string, post: (signal: AbortSignal) => Promise<unknown>]>([
    ['fetch', async (signal) => (await fetch(`${server.url}/v1/chat/completions`, { ...init, signal })).text()],
    [
      'undici',
      async (signal) => (await undiciRequest(`${server.url}/v1/chat/completions`, { ...init, signal })).body.text(),
    ],
    [
      'observeFetch',
      async (signal) => (await observeFetch()(`${server.url}/v1/chat/completions`, { ...init, signal })).text(),
    ],
  ])('through %s', (_, post) => {
    it.each([
      ['before any answer', 'client went away', 'cancelled'],
      ['amid the answer', 'client went away', 'cancelled'],
      ['before any answer', 'Timed out', 'error'],
    ])('%s, for an error of its own that says %j, it is told as %s', async (when, reason, outcome) => {
      const controller = new AbortController();
      const left = new Error(reason);
      answer = (response) => {
        if (when === 'amid the answer') events(response).write(chunk({ content: 'Hel' }));
        setTimeout(() => controller.abort(left), 30);
      };
      await expect(post(controller.signal)).rejects.toBe(left);
      const call = await only();
      expect([call.outcome, call.error?.message]).toEqual([outcome, outcome === 'error' ? reason : undefined]);
      expect(textOf(call)).toBe(when === 'amid the answer' ? 'Hel' : undefined);
    });
  });

  it('by cancelling its body for an error of its own is cancelled', async () => {
    answer = (response) => events(response).write(chunk({ content: 'Hel' }));
    const reader = (await fetch(`${server.url}/v1/chat/completions`, init)).body?.getReader();
    await reader?.read();
    await reader?.cancel(new Error('enough'));
    const call = await only();
    expect([call.outcome, textOf(call)]).toEqual(['cancelled', 'Hel']);
  });

  it('through node:http is cancelled too', async () => {
    answer = (response) => events(response).write(chunk({ content: 'Hel' }));
    const request = httpRequest(`${server.url}/v1/chat/completions`, { method: 'POST' }).end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'data');
    response.destroy();
    const call = await only();
    expect([call.outcome, textOf(call)]).toEqual(['cancelled', 'Hel']);
  });

  it('after the last word is whole', async () => {
    answer = (response) => events(response).write(`${chunk({ content: 'Hello' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
    const response = await fetch(`${server.url}/v1/chat/completions`, init);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const call = await only();
    expect([call.outcome, textOf(call)]).toEqual(['ok', 'Hello']);
  });

  it('after the last word of the first of two answers is cancelled', async () => {
    answer = (response) => events(response).write(`${chunk({ content: 'Hello' })}${chunk({}, 'stop')}`);
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true, n: 2 });
    for await (const { choices } of stream) if (choices[0]?.finish_reason) break;
    const call = await only();
    expect([call.outcome, textOf(call)]).toEqual(['cancelled', 'Hello']);
  });
});

it('tells of an answer that nobody reads', async () => {
  answer = (response) => json(response, 200, completion);
  const response = await fetch(`${server.url}/v1/chat/completions`, init);
  const call = await only();
  expect([call.outcome, textOf(call), response.bodyUsed]).toEqual(['ok', 'Hello', false]);
  await response.body?.cancel();
});

it('makes one call of one that is redirected', async () => {
  answer = (response, { url }) =>
    url === '/v1/chat/completions'
      ? response.writeHead(307, { location: '/elsewhere/v1/chat/completions' }).end()
      : json(response, 200, completion);
  await (await fetch(`${server.url}/v1/chat/completions`, init)).json();
  expect((await only()).recognised.url).toBe(`${server.host}/elsewhere/v1/chat/completions`);
});

it('takes the first output for the first token, not a role', async () => {
  answer = (response) => {
    events(response).write(chunk({ role: 'assistant', content: '' }));
    setTimeout(() => response.end(`${chunk({ content: 'Hi' })}data: [DONE]\n\n`), 60);
  };
  const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
  for await (const _ of stream);
  expect((await only()).firstTokenMs).toBeGreaterThan(50);
});

describe('on a host that nobody knows', () => {
  it.each([
    ['a request of another shape', JSON.stringify({ text: 'Hi' }), completion],
    ['a body that is no JSON', 'Hi', completion],
    ['an answer of another shape', body, { messages: [] }],
  ])('%s is the app’s own affair', async (_, sent, told) => {
    answer = (response) => json(response, 200, told);
    await (await fetch(`${server.url}/v1/messages`, { ...init, body: sent })).json();
    await (await fetch(`${server.url}/v1/responses`, { ...init, body: sent })).json();
    if (told !== completion) await (await fetch(`${server.url}/v1/chat/completions`, { ...init, body: sent })).json();
    expect(await capturing.calls()).toEqual([]);
  });
});

it('lets nothing secret out: no header, query or key', async () => {
  answer = (response) => json(response, 200, completion, { 'set-cookie': 'secret=1', 'x-request-id': 'req_1' });
  const headers = { ...init.headers, authorization: 'Bearer secret', 'x-api-key': 'secret', cookie: 'secret' };
  await (await fetch(`${server.url}/v1/chat/completions?key=secret`, { ...init, headers })).json();
  const { recognised, ...call } = await only();
  expect(JSON.stringify({ ...call, url: recognised.url })).not.toContain('secret');
});

it('tells images by their size', async () => {
  answer = (response) => json(response, 200, completion);
  const image = `data:image/png;base64,${'A'.repeat(4000)}`;
  const content = [{ type: 'image_url' as const, image_url: { url: image } }];
  await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
  expect((await only()).request?.messages).toEqual([
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,[3000 bytes]' } }] },
  ]);
});

it('tells of a call whose request is too long to be kept, where the host is known', async () => {
  answer = (response) => json(response, 200, completion);
  const long = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] });
  const named = startCapturing({ hosts: { [server.host]: 'vllm' } });
  capturing.stop();
  await (await fetch(`${server.url}/v1/chat/completions`, { ...init, body: long })).json();
  const [call] = await named.atLeast(1);
  expect(call).toMatchObject({ outcome: 'ok', provider: 'vllm', model: 'gpt-4o' });
  expect(call?.request).toBeUndefined();
  named.stop();
  capturing = startCapturing();
});
