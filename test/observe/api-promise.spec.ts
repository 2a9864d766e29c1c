import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { observe } from '../../lib/observe/observe.js';
import { collect } from './collect.js';
import { Provider } from './provider.js';
import { Recording, anywhere } from './recording.js';

let provider: Provider;
beforeEach(async () => (provider = await new Provider().start()));
afterEach(() => provider.close());

const openai = () => new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'key', maxRetries: 0 });
const anthropic = () => new Anthropic({ baseURL: provider.url, apiKey: 'key', maxRetries: 0 });

interface ApiPromise extends Promise<object> {
  asResponse(): Promise<Response>;
  withResponse(): Promise<{ data: object; response: Response; request_id?: string | null | undefined }>;
}

/** It is there for the SDK's own use, and so for whoever finds it. */
const parse = (promise: ApiPromise): Promise<object> =>
  (Reflect.get(promise, 'parse') as () => Promise<object>).call(promise);

const messages = [{ role: 'user' as const, content: 'hi' }];
const sdks: [string, (model: string, stream?: boolean) => ApiPromise, (answer: object) => unknown][] = [
  [
    'OpenAI',
    (model, stream = false) => openai().chat.completions.create({ model, messages, stream }),
    (answer) => (answer as OpenAI.ChatCompletion).choices[0]?.message.content,
  ],
  [
    'Anthropic',
    (model, stream = false) => anthropic().messages.create({ model, messages, max_tokens: 9, stream }),
    (answer) => (answer as Anthropic.Message).content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  ],
];

describe.each(sdks)('the APIPromise of %s', (_, create, textOf) => {
  it('is the same object, of the same class', () => {
    const promise = create('m');
    const keys = Object.keys(promise);
    expect(observe(promise, new Recording(), anywhere)).toBe(promise);
    expect(Object.keys(promise)).toEqual(keys);
    return promise;
  });

  const ways: [string, (promise: ApiPromise) => Promise<unknown>][] = [
    ['await', async (promise) => await promise],
    ['then', (promise) => promise.then((answer) => answer)],
    ['catch', (promise) => promise.catch(() => undefined)],
    ['finally', (promise) => promise.finally(() => undefined)],
    ['parse', (promise) => parse(promise)],
    ['withResponse', async (promise) => (await promise.withResponse()).data],
    ['twice', async (promise) => (await Promise.all([promise, parse(promise)]))[0]],
    ['all of them', async (promise) => (await Promise.all([promise.withResponse(), promise.asResponse(), promise]))[2]],
  ];
  it.each(ways)('ends with the answer, once, by one request: %s', async (_, settle) => {
    const recording = new Recording();
    const answer = await settle(observe(create('m'), recording, anywhere));
    expect(textOf(answer as object)).toBe('Nest is fine');
    expect(recording.heard).toHaveLength(1);
    expect(recording.heard[0]?.[1]).toBe(answer);
    expect(provider.requests).toBe(1);
  });

  it('gives the response with the answer', async () => {
    const { response, request_id, data } = await observe(create('m'), new Recording(), anywhere).withResponse();
    expect(request_id).toBe('req_1');
    expect(response.status).toBe(200);
    expect(response.bodyUsed).toBe(true);
    expect(textOf(data)).toBe('Nest is fine');
  });

  it('gives the response alone, its body unread, and ends when it is read', async () => {
    const recording = new Recording();
    const response = await observe(create('m'), recording, anywhere).asResponse();
    expect(response.bodyUsed).toBe(false);
    expect(recording.endings).toEqual([]);
    expect(textOf((await response.json()) as object)).toBe('Nest is fine');
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('gives one response to all who ask, and tells its body once', async () => {
    const recording = new Recording();
    const promise = observe(create('m'), recording, anywhere);
    const [first, second] = await Promise.all([promise.asResponse(), promise.asResponse()]);
    expect(first).toBe(second);
    const body = await first.text();
    expect(Buffer.concat(recording.chunks as Uint8Array[]).toString()).toBe(body);
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('ends with the answer where the response was looked at first', async () => {
    const recording = new Recording();
    const promise = observe(create('m'), recording, anywhere);
    expect((await promise.asResponse()).status).toBe(200);
    expect(recording.handle?.started).toBe(false);
    const answer = await promise;
    expect(recording.endings).toEqual([['ok', answer]]);
    expect(recording.chunks).toEqual([]);
    expect(provider.requests).toBe(1);
  });

  it('fails with the very error of the SDK', async () => {
    const recording = new Recording();
    const error = await observe(create('broken'), recording, anywhere).then(undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ status: 400 });
    expect(recording.heard).toHaveLength(1);
    expect(recording.heard[0]?.[1]).toBe(error);
  });

  it('asks for nothing by itself, and can be given up', async () => {
    const recording = new Recording();
    const promise = observe(create('m'), recording, anywhere);
    expect(recording.handle?.started).toBe(false);
    recording.handle?.abandon();
    expect(recording.heard).toEqual(['cancelled']);
    expect(textOf(await promise)).toBe('Nest is fine');
    expect(recording.heard).toEqual(['cancelled']);
  });

  it('watches on where it settles to a stream', async () => {
    const recording = new Recording();
    const { data } = await observe(create('m', true), recording, anywhere).withResponse();
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle?.started).toBe(false);
    const chunks = await collect(data as AsyncIterable<unknown>);
    expect(recording.chunks).toEqual(chunks);
    expect(recording.endings).toEqual([['ok', undefined]]);
    expect(provider.requests).toBe(1);
  });
});

describe('the APIPromise of OpenAI', () => {
  it('is cancelled by its signal', async () => {
    const recording = new Recording();
    const controller = new AbortController();
    const promise = openai().chat.completions.create({ model: 'm', messages }, { signal: controller.signal });
    controller.abort();
    await expect(observe(promise, recording, anywhere)).rejects.toThrow('aborted');
    expect(recording.heard).toEqual(['cancelled']);
  });

  it('may come from a helper that parses', async () => {
    const recording = new Recording();
    const answer = await observe(openai().chat.completions.parse({ model: 'm', messages }), recording, anywhere);
    expect(recording.heard).toEqual([['ok', answer]]);
  });
});
