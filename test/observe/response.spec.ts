import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Recording, anywhere } from './recording.js';

let server: Server;
let url: string;
let hungUp: Promise<unknown>;

beforeEach(async () => {
  server = createServer((request, response) => {
    hungUp = once(response, 'close');
    if (request.url === '/empty') return response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url === '/cut') return response.write('{"a"', () => response.destroy());
    response.write('{"answer"');
    return setImmediate(() => (request.url === '/endless' ? undefined : response.end(':42}')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const textOf = (recording: Recording): string => Buffer.concat(recording.chunks as Uint8Array[]).toString();

describe('the Response of a fetch', () => {
  it('is the same object, its body unread', async () => {
    const recording = new Recording();
    const response = await fetch(`${url}/`);
    const { body } = response;
    expect(observe(response, recording, anywhere)).toBe(response);
    expect(response.url).toBe(`${url}/`);
    expect(response.body).toBe(body);
    expect(response.bodyUsed).toBe(false);
    expect(body?.locked).toBe(false);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
    await response.text();
  });

  it.each<[string, (response: Response) => Promise<unknown>, unknown]>([
    ['text', (response) => response.text(), '{"answer":42}'],
    ['json', (response) => response.json(), { answer: 42 }],
    ['arrayBuffer', async (response) => Buffer.from(await response.arrayBuffer()).toString(), '{"answer":42}'],
    ['blob', async (response) => (await response.blob()).text(), '{"answer":42}'],
    [
      'body',
      async (response) => Buffer.concat(await collect(response.body as AsyncIterable<Uint8Array>)).toString(),
      '{"answer":42}',
    ],
    ['clone', (response) => response.clone().text(), '{"answer":42}'],
    [
      'itself after clone',
      async (response) => {
        response.clone();
        return response.text();
      },
      '{"answer":42}',
    ],
    ['both', async (response) => (await Promise.all([response.clone().text(), response.text()]))[1], '{"answer":42}'],
  ])('ends when its body is read: %s', async (_, read, expected) => {
    const recording = new Recording();
    expect(await read(observe(await fetch(url), recording, anywhere))).toEqual(expected);
    expect(textOf(recording)).toBe('{"answer":42}');
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('still refuses to be read twice', async () => {
    const response = observe(await fetch(url), new Recording(), anywhere);
    await response.text();
    await expect(response.text()).rejects.toThrow(expect.objectContaining({ name: 'TypeError' }));
    expect(() => response.clone()).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });

  it('is cancelled with its body, and the server is told', async () => {
    const recording = new Recording();
    const response = observe(await fetch(`${url}/endless`), recording, anywhere);
    await response.body?.cancel();
    await hungUp;
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('is cancelled by the signal of its fetch', async () => {
    const recording = new Recording();
    const controller = new AbortController();
    const response = observe(await fetch(`${url}/endless`, { signal: controller.signal }), recording, anywhere);
    const read = response.text();
    controller.abort();
    await expect(read).rejects.toMatchObject({ name: 'AbortError' });
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('fails where the connection does', async () => {
    const recording = new Recording();
    const response = observe(await fetch(`${url}/cut`), recording, anywhere);
    const error = await response.json().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'terminated' });
    expect(recording.endings).toEqual([['error', error]]);
  });

  it.each<[string, () => Promise<Response>]>([
    ['without a body', () => fetch(`${url}/empty`)],
    ['read already', async () => { const response = await fetch(url); await response.text(); return response; }], // prettier-ignore
  ])('ends at once where there is nothing to read: %s', async (_, make) => {
    const recording = new Recording();
    observe(await make(), recording, anywhere);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('may be made by the app', async () => {
    const recording = new Recording();
    expect(await observe(new Response('hi'), recording, anywhere).text()).toBe('hi');
    expect(textOf(recording)).toBe('hi');
  });
});
