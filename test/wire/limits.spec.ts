import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { WebSocket } from 'undici';
import { resultText } from '../../lib/parsers/result-text.js';
import { processCapture } from '../../lib/wire/capture.js';
import { recordedLogger } from '../logger/recorded-logger.js';
import { startCapturing } from './capturing.js';
import { type RawServer, startRawServer } from './raw-server.js';

const MOST_BYTES = 8 * 1024 * 1024;
const PIECE = 'x'.repeat(64 * 1024);

let answer: (response: ServerResponse) => void;
let server: RawServer;

beforeAll(async () => {
  server = await startRawServer((response) => answer(response));
});
afterAll(() => server.close());

const messages = [{ role: 'user', content: 'Hi' }];
const init = { method: 'POST', body: JSON.stringify({ model: 'gpt-4o', messages }) };
const ask = async (): Promise<string> => (await fetch(`${server.url}/v1/chat/completions`, init)).text();

/** A chat completion of so many bytes. */
function completion(size: number): string {
  const around = (content: string): string =>
    JSON.stringify({ object: 'chat.completion', model: 'gpt-4o', choices: [{ index: 0, message: { content } }] });
  return around('x'.repeat(size - around('').length));
}
const event = `data: ${JSON.stringify({
  ...{ object: 'chat.completion.chunk', model: 'gpt-4o' },
  choices: [{ index: 0, delta: { content: PIECE } }],
})}\n\n`;
const json = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
};

describe('of an answer', () => {
  it('8 MiB are read', async () => {
    const capturing = startCapturing();
    answer = json(completion(MOST_BYTES));
    await ask();
    const [call] = await capturing.atLeast(1);
    expect(call).toMatchObject({ outcome: 'ok', isTruncated: false });
    expect(call?.result && resultText(call.result).length).toBeGreaterThan(MOST_BYTES - 1024);
    capturing.stop();
  });

  it('that is longer, the app gets all, and its generation is tagged', async () => {
    const logger = await recordedLogger();
    const whole = completion(MOST_BYTES + 1);
    answer = json(whole);
    expect((await logger.maxim.withTrace({ name: 'request' }, ask)) === whole).toBe(true);
    await processCapture().settled();
    const generation = logger.recorder.find({ type: 'generation' });
    expect(generation).toMatchObject({ status: 'ok', messages, tags: { provider: 'openai', truncated: 'true' } });
    expect(JSON.stringify(generation)).not.toContain('xxx');
    await logger.close();
  });

  it('that is a longer stream, the app gets all, and what came first is told', async () => {
    const capturing = startCapturing();
    const whole = event.repeat(MOST_BYTES / PIECE.length + 8);
    answer = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(whole);
    expect((await ask()) === whole).toBe(true);
    const [call] = await capturing.atLeast(1);
    expect(call).toMatchObject({ outcome: 'ok', isTruncated: true, model: 'gpt-4o' });
    const told = call?.result ? resultText(call.result) : '';
    expect(told.length).toBeGreaterThan(MOST_BYTES / 2);
    expect(told.length).toBeLessThanOrEqual(MOST_BYTES);
    expect(capturing.faults).toEqual([]);
    capturing.stop();
  });
});

/** Takes a WebSocket and says a word over it. */
function greet(key: string, socket: Socket): void {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.on('error', () => undefined); // The client is free to go.
  socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('Hello')]));
}

it('a WebSocket to a model is let be', async () => {
  const capturing = startCapturing();
  const sockets = createServer();
  const open: Socket[] = [];
  sockets.on('upgrade', ({ headers }, socket: Socket) => {
    open.push(socket);
    greet(String(headers['sec-websocket-key']), socket);
  });
  sockets.listen(0, '127.0.0.1');
  await once(sockets, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${String((sockets.address() as AddressInfo).port)}/v1/responses`);
  const heard = new Promise((resolve, reject) => {
    client.addEventListener('message', ({ data }) => resolve(data));
    client.addEventListener('error', reject);
  });
  expect(await heard).toBe('Hello');
  client.send(init.body);
  answer = json(completion(1024));
  await ask(); // What is captured after it shows that it would have been, too.
  expect(await capturing.atLeast(1)).toMatchObject([{ recognised: { api: { operation: 'chat' } } }]);
  expect(capturing.faults).toEqual([]);
  for (const socket of open) socket.destroy();
  sockets.close();
  capturing.stop();
});
