import Anthropic from '@anthropic-ai/sdk';
import { getEventListeners } from 'node:events';
import OpenAI from 'openai';
import { observe } from '../../lib/observe/observe.js';
import { collect, still } from './collect.js';
import { Provider } from './provider.js';
import { Recording, anywhere } from './recording.js';

let provider: Provider;
beforeEach(async () => (provider = await new Provider().start()));
afterEach(() => provider.close());

const openai = (model: string) =>
  new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'key', maxRetries: 0 }).chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
  });
const anthropic = (model: string) =>
  new Anthropic({ baseURL: provider.url, apiKey: 'key', maxRetries: 0 }).messages.create({
    model,
    max_tokens: 10,
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
  });

interface SdkStream extends AsyncIterable<unknown> {
  controller: AbortController;
  tee(): [AsyncIterable<unknown>, AsyncIterable<unknown>];
  toReadableStream(): unknown;
}

describe.each<[string, (model: string) => PromiseLike<SdkStream>]>([
  ['OpenAI', openai],
  ['Anthropic', anthropic],
])('the Stream of the SDK of %s', (_, create) => {
  it('is the same object, with all it has', async () => {
    const stream = await create('m');
    const { controller } = stream;
    const keys = Object.keys(stream);
    expect(observe(stream, new Recording(), anywhere)).toBe(stream);
    expect(stream.controller).toBe(controller);
    expect(Object.keys(stream)).toEqual(keys);
    expect(stream).toBeInstanceOf((await create('m')).constructor);
  });

  it('tells each chunk as it is read', async () => {
    const recording = new Recording();
    const given: unknown[] = [];
    for await (const chunk of observe(await create('m'), recording, anywhere)) {
      given.push(chunk);
      expect(recording.chunks).toEqual(given);
    }
    expect(given.length).toBeGreaterThan(3);
    expect(recording.endings).toEqual([['ok', undefined]]);
    expect(provider.requests).toBe(1);
  });

  it('is cancelled where its consumer breaks off, and its request with it', async () => {
    const recording = new Recording();
    for await (const _ of observe(await create('endless'), recording, anywhere)) break;
    await provider.hungUp;
    expect(recording.chunks).toHaveLength(1);
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('is cancelled by its controller', async () => {
    const recording = new Recording();
    const stream = observe(await create('endless'), recording, anywhere);
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 3) stream.controller.abort();
    expect(recording.endings).toEqual(['cancelled']);
    await provider.hungUp;
  });

  it('is cancelled by its controller where it is not read on', async () => {
    const recording = new Recording();
    const stream = observe(await create('endless'), recording, anywhere);
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    await provider.hungUp;
    expect(recording.heard).toEqual(['streaming', ['chunk', expect.anything()], 'cancelled']);
  });

  it('leaves nothing on its controller', async () => {
    const stream = await create('m');
    const { signal } = stream.controller;
    const before = getEventListeners(signal, 'abort').length;
    await collect(observe(stream, new Recording(), anywhere));
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(before);
  });

  it('fails where the connection does', async () => {
    const recording = new Recording();
    const stream = observe(await create('cut'), recording, anywhere);
    const failure = await collect(stream).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'TypeError', message: 'terminated' });
    expect(recording.endings).toEqual([['error', failure]]);
  });

  it('may be split in two, each chunk told once', async () => {
    const recording = new Recording();
    const [left, right] = observe(await create('m'), recording, anywhere).tee();
    const given = await collect(left);
    expect(await collect(right)).toEqual(given);
    expect(recording.chunks).toEqual(given);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('split in two is cancelled where both are broken off', async () => {
    const recording = new Recording();
    const stream = observe(await create('endless'), recording, anywhere);
    const [left, right] = stream.tee();
    for await (const _ of left) break;
    expect(recording.endings).toEqual([]);
    for await (const _ of right) break;
    expect(recording.heard).toEqual(['streaming', ['chunk', expect.anything()], 'cancelled']);
    stream.controller.abort();
  });

  it('may be turned into a ReadableStream', async () => {
    const recording = new Recording();
    const readable = observe(await create('m'), recording, anywhere).toReadableStream() as AsyncIterable<Uint8Array>;
    const lines = (await collect(readable)).map(
      (line) => JSON.parse(Buffer.from(line as Uint8Array).toString()) as unknown,
    );
    expect(recording.chunks).toEqual(lines);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('is not read ahead of its consumer', async () => {
    const read = async (watched: boolean): Promise<number> => {
      const stream = await create('endless');
      const iterator = (watched ? observe(stream, new Recording(), anywhere) : stream)[Symbol.asyncIterator]();
      await iterator.next();
      await still(() => provider.written);
      await iterator.return?.();
      return provider.written;
    };
    const bare = await read(false);
    const watched = await read(true);
    // What the sockets hold differs a little from run to run.
    expect(watched).toBeLessThan(bare * 1.5);
    expect(watched).toBeGreaterThan(bare / 1.5);
  });
});
