import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import zlib from 'node:zlib';
import { Agent, fetch as undiciFetch, H2CClient, interceptors, ProxyAgent, request as undiciRequest } from 'undici';
import { resultText } from '../../lib/parsers/result-text.js';
import { suppressCapture } from '../../lib/wire/suppress.js';
import { type Capturing, startCapturing } from './capturing.js';
import { CHANNELS, hooked } from './hooked.js';
import { startHttp2Provider } from './http2-server.js';
import { answerLlm } from './llm-answers.js';
import { type RawServer, startRawServer } from './raw-server.js';

let answer: (response: ServerResponse, request: IncomingMessage, body: string) => void;
let server: RawServer;
let capturing: Capturing | undefined;

beforeAll(async () => {
  server = await startRawServer((...args) => answer(...args));
});
afterEach(() => {
  expect(capturing?.faults ?? []).toEqual([]);
  capturing?.stop();
  capturing = undefined;
});
afterAll(() => server.close());

const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
const init = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body };
const chat = JSON.stringify(answerLlm({ path: '/chat/completions', body: {} }).json);
const url = (): string => `${server.url}/v1/chat/completions`;
const hi = (response: ServerResponse): unknown =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(chat);

it('leaves nothing behind when the last app has stopped', () => {
  const before = hooked();
  const [first, second] = [startCapturing(), startCapturing()];
  expect(hooked().channels).toEqual(CHANNELS);
  first.stop();
  first.stop();
  expect(hooked().channels).toEqual(CHANNELS);
  second.stop();
  expect(hooked()).toEqual(before);
});

/** All that an app can see of a call, by every client. */
async function seen(): Promise<unknown[]> {
  const response = await fetch(url(), init);
  const clone = response.clone();
  const [text, again] = [await response.text(), await clone.text()];
  const ofFetch = [
    ...[Object.getPrototypeOf(response) === Response.prototype, Reflect.ownKeys(response).length, response.url],
    ...[response.status, response.redirected, [...response.headers.keys()], text, again, response.bodyUsed],
    await response.text().catch((error: Error) => `${error.name} ${error.message}`),
  ];
  const streamed = await fetch(url(), init);
  const pieces: unknown[] = [];
  if (streamed.body) for await (const piece of streamed.body) pieces.push(Buffer.from(piece).toString());
  const request = http.request(url(), { method: 'POST' });
  const ofRequest = [Object.keys(request), request.eventNames(), String(Object.keys(request)), request.write(body)];
  request.end();
  const [incoming] = (await once(request, 'response')) as [IncomingMessage];
  const ofResponse = [
    Object.keys(incoming),
    incoming.eventNames(),
    incoming.readableFlowing,
    incoming.listenerCount('data'),
  ];
  incoming.setEncoding('utf8');
  const read: unknown[] = [];
  for await (const piece of incoming) read.push(piece);
  const viaUndici = await undiciRequest(url(), init);
  const ofUndici = [viaUndici.statusCode, await viaUndici.body.text()];
  const failed = await fetch(`http://127.0.0.1:1/v1/chat/completions`, init).catch((error: Error) => [
    ...[error.name, error.message, Object.keys(error), (error.cause as Error).message],
  ]);
  return [...ofFetch, pieces.join(''), ofRequest, ofResponse, read.join(''), ofUndici, failed];
}

it('changes nothing that the app can see', async () => {
  answer = (response) => hi(response);
  const bare = await seen();
  capturing = startCapturing();
  expect(await seen()).toEqual(bare);
  expect(await capturing.calls()).toHaveLength(4);
});

it('reads nothing for the app: what it does not read waits where it was', async () => {
  const piece = Buffer.alloc(65_536, 'x');
  let isFull = false;
  answer = (response) => {
    const fill = (): void => {
      while (!isFull && response.write(piece));
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.on('drain', fill);
    fill();
  };
  capturing = startCapturing();
  const request = http.request(url(), { method: 'POST' }).end(body);
  const [incoming] = (await once(request, 'response')) as [IncomingMessage];
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect([incoming.readableFlowing, incoming.listenerCount('data')]).toEqual([null, 0]);
  expect(incoming.readableLength).toBeLessThanOrEqual(incoming.readableHighWaterMark + piece.length);
  isFull = true;
  incoming.destroy();
  await capturing.atLeast(1);
});

it('a fault of our own stays our own', async () => {
  answer = (response) => hi(response);
  const faults: unknown[] = [];
  const broken = startCapturing({
    begin: () => {
      throw new Error('begin');
    },
    fault: (error) => faults.push(error),
  });
  await expect(fetch(url(), init).then((response) => response.text())).resolves.toBe(chat);
  broken.stop();
  const late = startCapturing({
    begin: () => () => {
      throw new Error('end');
    },
    fault: (error) => faults.push(error),
  });
  await expect(fetch(url(), init).then((response) => response.text())).resolves.toBe(chat);
  while (faults.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  late.stop();
  expect(faults).toEqual([new Error('begin'), new Error('end')]);
});

it.each([
  ['gzip', (bytes: string) => zlib.gzipSync(bytes)],
  ['br', (bytes: string) => zlib.brotliCompressSync(bytes)],
  ['deflate', (bytes: string) => zlib.deflateSync(bytes)],
])('reads an answer in %s, which the app gets as it asked for it', async (encoding, encode) => {
  answer = (response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(encode(chat));
  capturing = startCapturing();
  expect(await (await fetch(url(), init)).text()).toBe(chat);
  const raw = await undiciRequest(url(), init);
  expect(Buffer.from(await raw.body.arrayBuffer())).toEqual(encode(chat));
  const calls = await capturing.atLeast(2);
  expect(calls.map(({ result }) => result && resultText(result))).toEqual(['On its way.', 'On its way.']);
});

it('tells of an answer in an encoding that nobody knows that it is opaque', async () => {
  answer = (response) => response.writeHead(200, { 'content-encoding': 'compress' }).end('???');
  capturing = startCapturing();
  const { body: read } = await undiciRequest(url(), init);
  expect(await read.text()).toBe('???');
  const calls = await capturing.atLeast(1);
  expect(calls).toMatchObject([{ outcome: 'ok', isOpaque: true, model: 'gpt-4o' }]);
  expect(calls[0]?.result).toBeUndefined();
});

describe('a call that takes a way of its own', () => {
  it('through an agent of another copy of undici is captured once', async () => {
    answer = (response) => hi(response);
    capturing = startCapturing();
    const dispatcher = new Agent().compose(interceptors.retry());
    await (await undiciFetch(url(), { ...init, dispatcher })).text();
    await dispatcher.close();
    expect(await capturing.atLeast(1)).toHaveLength(1);
  });

  it('through a proxy is captured as going where it goes', async () => {
    answer = (response) => hi(response);
    capturing = startCapturing();
    const dispatcher = new ProxyAgent({ uri: server.url, proxyTunnel: false });
    await (await undiciFetch('http://api.groq.com/openai/v1/chat/completions', { ...init, dispatcher })).text();
    await dispatcher.close();
    expect(await capturing.atLeast(1)).toMatchObject([{ provider: 'groq', outcome: 'ok' }]);
  });

  it('through undici’s own HTTP/2 is captured once', async () => {
    const http2Server = await startHttp2Provider(answerLlm);
    capturing = startCapturing();
    const client = new H2CClient(http2Server.url);
    const { body: read } = await client.request({ ...init, path: '/v1/chat/completions' });
    expect(await read.text()).toBe(chat);
    await client.close();
    await http2Server.close();
    const calls = await capturing.atLeast(1);
    expect(calls.map(({ result, request }) => [result && resultText(result), request?.model])).toEqual([
      ['On its way.', 'gpt-4o'],
    ]);
  });

  it('from a body that is a stream, or is written in pieces, is captured with its request', async () => {
    answer = (response) => hi(response);
    capturing = startCapturing();
    const stream = new Blob([body.slice(0, 9), body.slice(9)]).stream();
    await (await fetch(url(), { ...init, body: stream, duplex: 'half' } as RequestInit)).text();
    const request = http.request(url(), { method: 'POST' });
    request.write(Buffer.from(body.slice(0, 9)));
    request.write(Buffer.from(body.slice(9)).toString('base64'), 'base64');
    request.end(() => undefined);
    const [incoming] = (await once(request, 'response')) as [IncomingMessage];
    incoming.resume();
    const calls = await capturing.atLeast(2);
    expect(calls.map((call) => call.request?.messages)).toEqual(Array(2).fill([{ role: 'user', content: 'Hi' }]));
  });
});

it('captures nothing inside suppressCapture, however late', async () => {
  answer = (response) => hi(response);
  capturing = startCapturing();
  await suppressCapture(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    await (await fetch(url(), init)).text();
    const [incoming] = (await once(http.request(url(), { method: 'POST' }).end(body), 'response')) as [IncomingMessage];
    incoming.resume();
    await once(incoming, 'end');
  });
  expect(await capturing.calls()).toEqual([]);
  await (await fetch(url(), init)).text();
  expect(await capturing.atLeast(1)).toHaveLength(1);
});
