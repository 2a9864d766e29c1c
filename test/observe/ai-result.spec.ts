import { createOpenAI } from '@ai-sdk/openai';
import { type LanguageModel, generateText, jsonSchema, streamObject, streamText } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { observe } from '../../lib/observe/observe.js';
import { collect, still } from './collect.js';
import { Provider } from './provider.js';
import { Recording, anywhere } from './recording.js';

let provider: Provider;
beforeEach(async () => (provider = await new Provider().start()));
afterEach(() => provider.close());

const model = (name: string) => createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'key' }).chat(name);
const stream = (name: string, abortSignal?: AbortSignal) =>
  streamText({
    model: model(name),
    prompt: 'hi',
    maxRetries: 0,
    onError: () => undefined,
    ...(abortSignal ? { abortSignal } : {}),
  });
type Result = ReturnType<typeof stream>;

/** All that a result gives by a getter: promises and streams. */
function gettersOf(result: object): Record<string, () => unknown> {
  const members = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(result)));
  return Object.fromEntries(
    members.flatMap(([key, { get }]) => (get ? [[key, () => get.call(result) as unknown]] : [])),
  );
}

/** What a promise or a stream comes to, its failure by its message. */
async function settle(value: unknown): Promise<unknown> {
  const isStream = typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  const settling = isStream ? collect(value as AsyncIterable<unknown>) : Promise.resolve(value);
  return settling.catch((error: unknown) => (error as Error).message);
}

/** Ids that are made up, and what the clock said. */
const withoutChance = (key: string, value: unknown): unknown =>
  ['id', 'messageId', 'timestamp', 'headers'].includes(key) ? undefined : value;

const typesOf = (recording: Recording): unknown[] => recording.chunks.map((part) => (part as { type: string }).type);

describe('a result of streamText()', () => {
  it('is the same object, and no getter of it is read', async () => {
    const read: PropertyKey[] = [];
    const result = stream('m');
    const spied = new Proxy(result, {
      get: (target, key, receiver): unknown => {
        if (Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), key)?.get) read.push(key);
        return Reflect.get(target, key, receiver);
      },
    });
    const recording = new Recording();
    expect(observe(spied, recording, anywhere)).toBe(spied);
    expect(read).toEqual([]);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
    await result.consumeStream();
  });

  it.each<[string, (result: Result) => PromiseLike<unknown>]>([
    ['textStream', (result) => collect(result.textStream)],
    ['fullStream', (result) => collect(result.fullStream)],
    ['text', (result) => result.text],
    ['usage', (result) => result.usage],
    ['steps', (result) => result.steps],
    ['consumeStream', (result) => result.consumeStream()],
    ['toUIMessageStream', (result) => collect(result.toUIMessageStream())],
    ['toTextStreamResponse', (result) => result.toTextStreamResponse().text()],
    ['several', (result) => Promise.all([collect(result.textStream), result.text, result.totalUsage])],
  ])('is told part by part, once each, in whichever way it is read: %s', async (_, read) => {
    const recording = new Recording();
    await read(observe(stream('m'), recording, anywhere));
    await still(() => recording.heard.length);
    expect(typesOf(recording)).toEqual([
      ...['start', 'start-step', 'text-start', 'text-delta', 'text-delta', 'text-delta', 'text-end'],
      ...['finish-step', 'finish'],
    ]);
    expect(recording.endings).toEqual([
      ['ok', expect.objectContaining({ text: 'Nest is fine', finishReason: 'stop' }) as unknown],
    ]);
    expect(provider.requests).toBe(1);
  });

  it('gives its consumer what it would have', async () => {
    const result = observe(stream('m'), new Recording(), anywhere);
    expect(await text(result.textStream as AsyncIterable<string>)).toBe('Nest is fine');
    expect(await result.text).toBe('Nest is fine');
    expect((await result.response).id).toBe('c1');
    expect((await result.steps).length).toBe(1);
  });

  it('gives by each of its getters what it would have, and ends', async () => {
    const read = async (key: string, result: Result): Promise<string> =>
      JSON.stringify(await settle(gettersOf(result)[key]?.()), withoutChance);
    const check = async (key: string): Promise<void> => {
      const recording = new Recording();
      const bare = await read(key, stream('m'));
      const watched = await read(key, observe(stream('m'), recording, anywhere));
      expect([key, watched]).toEqual([key, bare]);
      await still(() => recording.heard.length);
      expect([key, recording.endings]).toEqual([key, [['ok', expect.anything()]]]);
    };
    // There are no elements in text.
    const keys = Object.keys(gettersOf(stream('m'))).filter((key) => key !== 'elementStream');
    expect(keys.length).toBeGreaterThan(20);
    await Promise.all(keys.map(check));
  });

  it.each<[string, (result: Result, response: ServerResponse) => void]>([
    ['pipeTextStreamToResponse', (result, response) => result.pipeTextStreamToResponse(response)],
    ['pipeUIMessageStreamToResponse', (result, response) => result.pipeUIMessageStreamToResponse(response)],
  ])('may be piped to the response of a server: %s', async (_, pipe) => {
    const recording = new Recording();
    const server = createServer((_request, response) => pipe(observe(stream('m'), recording, anywhere), response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const answer = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
    expect(answer).toContain('Nest');
    await still(() => recording.heard.length);
    expect(recording.endings).toHaveLength(1);
    server.close();
  });

  it('is cancelled where its consumer breaks off', async () => {
    const recording = new Recording();
    for await (const _ of observe(stream('endless'), recording, anywhere).textStream) break;
    expect(recording.handle?.started).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('goes on where its consumer breaks off and asks for the whole', async () => {
    const recording = new Recording();
    const result = observe(stream('m'), recording, anywhere);
    for await (const _ of result.textStream) break;
    expect(await result.text).toBe('Nest is fine');
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.endings).toMatchObject([['ok', { text: 'Nest is fine' }]]);
  });

  it('is cancelled by its signal, and its request with it', async () => {
    const recording = new Recording();
    const controller = new AbortController();
    const result = observe(stream('endless', controller.signal), recording, anywhere);
    let chunks = 0;
    for await (const _ of result.textStream) if (++chunks === 3) controller.abort();
    await provider.hungUp;
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('fails where it tells of an error in its stream', async () => {
    const recording = new Recording();
    const parts = await collect(observe(stream('broken'), recording, anywhere).fullStream);
    const failure = parts.find((part) => part.type === 'error')?.error;
    expect(failure).toMatchObject({ statusCode: 400 });
    expect(recording.endings).toEqual([['error', failure]]);
  });

  it('is read no further than without us', async () => {
    const read = async (watched: boolean): Promise<number> => {
      const { model, pulls } = countingModel();
      const result = streamText({ model, prompt: 'hi' });
      const reader = (watched ? observe(result, new Recording(), anywhere) : result).textStream.getReader();
      for (let n = 0; n < 5; n++) await reader.read();
      return still(pulls);
    };
    expect(await read(true)).toBe(await read(false));
  });
});

/** A model in this process that counts how often it is asked to go on. */
function countingModel(): { model: LanguageModel; pulls: () => number } {
  let pulls = 0;
  const parts = new ReadableStream(
    {
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [] });
        controller.enqueue({ type: 'text-start', id: '1' });
      },
      pull(controller) {
        controller.enqueue({ type: 'text-delta', id: '1', delta: `${++pulls} ` });
        if (pulls === 1000) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const doStream = (): Promise<{ stream: never }> => Promise.resolve({ stream: parts as never });
  return { model: new MockLanguageModelV3({ doStream }), pulls: () => pulls };
}

describe('a result of streamObject()', () => {
  const object = () =>
    streamObject({
      model: model('json'),
      prompt: 'hi',
      schema: jsonSchema<{ answer: number }>({ type: 'object', properties: { answer: { type: 'number' } } }),
    });

  it('ends with the object', async () => {
    const recording = new Recording();
    const result = object();
    expect(observe(result, recording, anywhere)).toBe(result);
    expect(recording.heard).toEqual(['streaming']);
    const partial = await collect(result.partialObjectStream);
    expect(partial.at(-1)).toEqual({ answer: 42 });
    expect(await result.object).toEqual({ answer: 42 });
    expect(recording.endings).toEqual([
      ['ok', expect.objectContaining({ object: { answer: 42 }, finishReason: 'stop' }) as unknown],
    ]);
    expect(recording.handle?.started).toBe(true);
  });
});

it('a result of generateText() is a plain value', async () => {
  const recording = new Recording();
  const result = await observe(generateText({ model: model('m'), prompt: 'hi' }), recording, anywhere);
  expect(result.text).toBe('Nest is fine');
  expect(recording.heard).toEqual([['ok', result]]);
});
