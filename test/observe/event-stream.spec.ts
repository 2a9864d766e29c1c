import Anthropic from '@anthropic-ai/sdk';
import { AsyncResource } from 'node:async_hooks';
import OpenAI from 'openai';
import { type RunInContext } from '../../lib/observe/listener.js';
import { observe } from '../../lib/observe/observe.js';
import { inChild } from './child.js';
import { collect } from './collect.js';
import { Provider } from './provider.js';
import { Recording, Scope, anywhere } from './recording.js';

let provider: Provider;
beforeEach(async () => (provider = await new Provider().start()));
afterEach(() => provider.close());

const openai = () => new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'key', maxRetries: 0 });
const anthropic = () => new Anthropic({ baseURL: provider.url, apiKey: 'key', maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'hi' }];

interface Helper extends AsyncIterable<unknown> {
  controller: AbortController;
  done(): Promise<void>;
  abort(): void;
  on(event: 'end', listener: () => void): unknown;
  toReadableStream?(): unknown;
}

const helpers: [string, (model: string) => Helper, (helper: Helper) => Promise<unknown>][] = [
  [
    'chat.completions.stream() of OpenAI',
    (model) => openai().chat.completions.stream({ model, messages }),
    (helper) => (helper as ReturnType<OpenAI['chat']['completions']['stream']>).finalChatCompletion(),
  ],
  [
    'responses.stream() of OpenAI',
    (model) => openai().responses.stream({ model, input: 'hi' }) as unknown as Helper,
    async (helper) => {
      const response = await (helper as unknown as ReturnType<OpenAI['responses']['stream']>).finalResponse();
      // The app's copy has what the SDK parsed out of it.
      return expect.objectContaining({ id: response.id, status: 'completed' });
    },
  ],
  [
    'messages.stream() of Anthropic',
    (model) => anthropic().messages.stream({ model, messages, max_tokens: 9 }),
    (helper) => (helper as ReturnType<Anthropic['messages']['stream']>).finalMessage(),
  ],
];

describe.each(helpers)('%s', (_, create, finalOf) => {
  it('is the same object, and runs by itself', async () => {
    const recording = new Recording();
    const helper = create('m');
    const keys = Object.keys(helper);
    expect(observe(helper, recording, anywhere)).toBe(helper);
    expect(Object.keys(helper)).toEqual(keys);
    expect(recording.heard).toEqual(['streaming']);
    expect(recording.handle).toBeUndefined();
    await helper.done();
    expect(recording.endings).toHaveLength(1);
    expect(provider.requests).toBe(1);
  });

  it('tells each chunk, and ends with the final message', async () => {
    const recording = new Recording();
    const helper = observe(create('m'), recording, anywhere);
    const ended = new Promise<unknown[]>((resolve) => helper.on('end', () => resolve([...recording.endings])));
    const [chunks, final] = await Promise.all([collect(helper), finalOf(helper)]);
    expect(chunks.length).toBeGreaterThan(3);
    expect(recording.chunks).toEqual(chunks);
    expect(recording.endings).toEqual([['ok', final]]);
    expect(await ended).toEqual(recording.endings);
  });

  it('calls its listeners in the context of the caller', async () => {
    const scope = new Scope();
    const seen: unknown[] = [];
    const helper = scope.run(() => create('m'));
    observe(helper, new Recording(), scope.run, AsyncResource.bind((fn: () => unknown) => fn()) as RunInContext);
    helper.on('end', () => seen.push(scope.current));
    await helper.done();
    expect(seen).toEqual([undefined]);
  });

  it('that was over before it was returned ends at once with the final message', async () => {
    const recording = new Recording();
    const helper = create('m');
    const final = await finalOf(helper);
    expect(observe(helper, recording, anywhere)).toBe(helper);
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.heard).toEqual(['streaming', ['ok', final]]);
  });

  it('that was iterated to its end before it was returned has ended', async () => {
    const recording = new Recording();
    const helper = create('m');
    await collect(helper);
    observe(helper, recording, anywhere);
    const final = await finalOf(helper);
    expect(recording.endings).toEqual([['ok', final]]);
  });

  it('that failed or was aborted before it was returned did so', async () => {
    const [failed, aborted] = [new Recording(), new Recording()];
    const broken = create('broken');
    const error: unknown = await broken.done().catch((reason: unknown) => reason);
    observe(broken, failed, anywhere);
    const stopped = create('endless');
    stopped.abort();
    await stopped.done().catch(() => undefined);
    observe(stopped, aborted, anywhere);
    await new Promise((resolve) => setImmediate(resolve));
    expect(failed.endings).toEqual([['error', error]]);
    expect(aborted.endings).toEqual(['cancelled']);
  });

  it('is cancelled where its consumer breaks off, and its request with it', async () => {
    const recording = new Recording();
    const helper = observe(create('endless'), recording, anywhere);
    for await (const _ of helper) break;
    await provider.hungUp;
    await helper.done().catch(() => undefined);
    expect(recording.endings).toEqual(['cancelled']);
  });

  it('is cancelled by abort', async () => {
    const recording = new Recording();
    const helper = observe(create('endless'), recording, anywhere);
    const failure = helper.done().catch((error: unknown) => error);
    let chunks = 0;
    for await (const _ of helper) if (++chunks === 3) break;
    helper.abort();
    expect(await failure).toMatchObject({ message: 'Request was aborted.' });
    expect(recording.endings).toEqual(['cancelled']);
  });

  it.each(['broken', 'cut'])('fails with the very error: %s', async (model) => {
    const recording = new Recording();
    const error = await observe(create(model), recording, anywhere)
      .done()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.any(String) as string });
    expect(recording.endings).toHaveLength(1);
    expect(recording.endings[0]?.[1]).toBe(error);
  });
});

describe('runTools() of OpenAI', () => {
  it('ends with the last completion of its conversation', async () => {
    const recording = new Recording();
    const called: string[] = [];
    const runner = openai().chat.completions.runTools({
      model: 'm',
      messages,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'the weather',
            parameters: { type: 'object', properties: {} },
            function: () => (called.push('weather'), 'fine'),
          },
        },
      ],
    });
    expect(observe(runner, recording, anywhere)).toBe(runner);
    expect(await runner.finalContent()).toBe('Nest is fine');
    expect(called).toEqual(['weather']);
    expect(provider.requests).toBe(2);
    expect(recording.heard).toEqual([['ok', await runner.finalChatCompletion()]]);
  });
});

it('lets a failure nobody listens to reach the process as it would have', async () => {
  const [bare, watched] = await Promise.all([
    inChild('event-stream.ts', provider.url),
    inChild('event-stream.ts', provider.url, 'watched'),
  ]);
  const events = ['unhandledRejection', 'unhandledRejection'];
  expect(bare).toEqual({ events, told: [] });
  expect(watched).toEqual({ events, told: ['error', 'error'] });
});
