import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai';
import { generateObject, generateText, jsonSchema, streamObject, streamText, tool } from 'ai';
import { convertArrayToReadableStream, MockLanguageModelV3 } from 'ai/test';
import { aiSdk } from '../../lib/parsers/ai-sdk.js';
import { aiSdkSteps } from '../../lib/parsers/ai-sdk-result.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const head = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'gpt-4o-2024-08-06' };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const call = { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } };

/** What the server answers to a request: a call of the tool first, where there is one, then a text. */
function answer(body: Record<string, unknown>): Reply {
  const isFirst = 'tools' in body && (body['messages'] as unknown[]).length === 1;
  const content = 'response_format' in body ? ['{"eta"', ':3}'] : ['On its ', 'way.'];
  const reason = isFirst ? 'tool_calls' : 'stop';
  if (body['stream'] !== true) {
    const said = isFirst ? { content: null, tool_calls: [call] } : { content: content.join('') };
    const choices = [{ index: 0, message: { role: 'assistant', ...said }, finish_reason: reason }];
    return { json: { ...head, object: 'chat.completion', choices, usage } };
  }
  const deltas = isFirst ? [{ tool_calls: [{ index: 0, ...call }] }] : content.map((piece) => ({ content: piece }));
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const events = [...deltas.map((delta) => chunk(delta, null)), chunk({}, reason)];
  return { events: [...events, { ...head, object: 'chat.completion.chunk', choices: [], usage }, '[DONE]'] };
}

const completion = (message: object, finish: object, prompt = 3, completionTokens = 4) => ({
  provider: 'openai',
  model: head.model,
  result: {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, ...finish }],
    usage: expect.objectContaining({
      inputTokens: prompt,
      outputTokens: completionTokens,
      prompt_tokens: prompt,
      completion_tokens: completionTokens,
      total_tokens: prompt + completionTokens,
    }) as unknown,
  },
});
const calling = completion({ content: null, tool_calls: [call] }, { finish_reason: 'tool_calls' });
const saying = completion({ content: 'On its way.' }, { finish_reason: 'stop' });
const both = completion({ content: 'On its way.' }, { finish_reason: 'stop' }, 6, 8);
const schema = jsonSchema<{ eta: number }>({ type: 'object', properties: { eta: { type: 'number' } } });
const tools = {
  lookup: tool({
    description: 'Looks an order up',
    inputSchema: jsonSchema<{ id: number }>({ type: 'object', properties: { id: { type: 'number' } } }),
    execute: () => 'shipped',
  }),
};
const twoSteps = ({ steps }: { steps: unknown[] }): boolean => steps.length >= 2;

let provider: Provider;
let openai: OpenAIProvider;

beforeAll(async () => {
  provider = await startProvider(({ body }) => answer(body));
  openai = createOpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` });
});
afterAll(() => provider.close());

describe('the options of a function', () => {
  it('give model, provider, messages and parameters', () => {
    const options = {
      model: openai.chat('gpt-4o'),
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image', image: new URL('https://x/a.png') },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.' },
            { type: 'tool-call', toolCallId: 'call_1', toolName: 'lookup', input: { id: 7 } },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call_1',
              toolName: 'lookup',
              output: { type: 'json', value: { state: 'shipped' } },
            },
          ],
        },
      ],
      temperature: 0.2,
      tools,
      stopWhen: [twoSteps],
      abortSignal: new AbortController().signal,
      headers: { authorization: 'secret' },
      onFinish: () => undefined,
    };
    expect(aiSdk.request(options)).toEqual({
      provider: 'openai',
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://x/a.png' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', name: 'lookup', content: '{"state":"shipped"}' },
      ],
      modelParameters: { temperature: 0.2, tools: [{ name: 'lookup', description: 'Looks an order up' }] },
    });
  });

  it('may have messages of the system, with options of their own', () => {
    const model = openai.chat('gpt-4o');
    const system = { role: 'system', content: 'Be brief.', providerOptions: { anthropic: { cacheControl: {} } } };
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ];
    expect(aiSdk.request({ model, system, prompt: 'Hi' })?.messages).toEqual(messages);
    expect(aiSdk.request({ model, system: [system], prompt: 'Hi' })?.messages).toEqual(messages);
  });

  it('may call what the system says instructions, as version 7 does', () => {
    const instructions = 'Be brief.';
    const told = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ];
    const parsed = aiSdk.request({ model: openai.chat('gpt-4o'), instructions, prompt: 'Hi' });
    expect(parsed).toEqual({ provider: 'openai', model: 'gpt-4o', messages: told, modelParameters: {} });
    const named = { model: 'openai/gpt-4o', instructions };
    expect(aiSdk.request({ ...named, prompt: 'Hi' })?.messages).toEqual(told);
    expect(aiSdk.request({ ...named, messages: [{ role: 'user', content: 'Hi' }] })?.messages).toEqual(told);
    expect(aiSdk.request({ ...named, input: 'Hi' })).toBeUndefined(); // OpenAI's Responses.
    expect(aiSdk.request({ ...named, previous_response_id: 'resp_1' })).toBeUndefined();
  });

  it('may have files whose data tells its kind, as version 7 has', () => {
    const file = (data: object, mediaType = 'image/png') => ({ type: 'file', mediaType, data });
    const text = file({ type: 'text', text: 'Hi' }, 'text/plain');
    const url = new URL('https://x/a.png');
    const content = [file({ type: 'data', data: 'iVBO' }), file({ type: 'url', url }), text];
    const messages = [{ role: 'user', content }];
    expect(aiSdk.request({ model: openai.chat('gpt-4o'), messages })?.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
          { type: 'image_url', image_url: { url: 'https://x/a.png' } },
          text,
        ],
      },
    ]);
  });

  it('may have a prompt in place of messages', () => {
    const model = openai.chat('gpt-4o');
    expect(aiSdk.request({ model, prompt: 'Hi' })?.messages).toEqual([{ role: 'user', content: 'Hi' }]);
    expect(aiSdk.request({ model, prompt: [{ role: 'user', content: 'Hi' }] })?.messages).toEqual([
      { role: 'user', content: 'Hi' },
    ]);
  });
});

it('knows a model of the gateway by its name where the options are the SDK’s', () => {
  const options = { model: 'openai/gpt-4o', system: 'Be brief.', prompt: 'Hi' };
  expect(new ParserRegistry([], () => undefined).request([options])).toEqual({
    model: 'openai/gpt-4o',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ],
    modelParameters: {},
  });
});

describe('a result', () => {
  it('of generateText has its text', async () => {
    const value = await generateText({ model: openai.chat('gpt-4o'), prompt: 'Hi' });
    expect(aiSdk.result(value)).toEqual(saying);
  });

  it('of a loop with tools is the last step with the tokens of all, and each step by itself', async () => {
    const value = await generateText({ model: openai.chat('gpt-4o'), prompt: 'Hi', tools, stopWhen: twoSteps });
    expect(aiSdk.result(value)).toEqual(both);
    expect(aiSdkSteps(value)).toEqual([
      {
        ...calling,
        result: { ...calling.result, choices: [expect.objectContaining({ finish_reason: 'tool_calls' })] },
      },
      saying,
    ]);
  });

  it('of a loop with tools has no calls of an earlier step, though version 7 tells them beside its last words', () => {
    const counts = { inputTokens: 6, outputTokens: 8, totalTokens: 14 };
    const asked = { type: 'tool-call', toolCallId: 'call_1', toolName: 'lookup', input: { id: 7 } };
    const said = { type: 'text', text: 'On its way.' };
    const step = { finishReason: 'stop', usage: counts, content: [said] };
    const steps = [{ ...step, finishReason: 'tool-calls', content: [asked] }, step];
    expect(aiSdk.result({ ...step, content: [asked, said], toolCalls: [asked], steps })?.result).toMatchObject({
      choices: [{ message: { role: 'assistant', content: 'On its way.' }, finish_reason: 'stop' }],
    });
    expect(aiSdk.result({ ...step, content: [asked, said], steps })?.result).not.toHaveProperty(
      'choices.0.message.tool_calls',
    );
  });

  it('of version 4 is read as well, and each of its steps', () => {
    const counts = { promptTokens: 3, completionTokens: 4, totalTokens: 7 };
    const asked = { type: 'tool-call', toolCallId: 'call_1', toolName: 'lookup', args: { id: 7 } };
    const step = { text: '', toolCalls: [asked], finishReason: 'tool-calls', usage: counts };
    const last = { text: 'On its way.', reasoning: 'Hm.', toolCalls: [], finishReason: 'stop', usage: counts };
    const said = { content: 'On its way.', reasoning_content: 'Hm.' };
    expect(aiSdk.result({ ...last, steps: [step, last] })?.result).toMatchObject({
      choices: [{ message: said, finish_reason: 'stop' }],
      usage,
    });
    expect(aiSdkSteps({ ...last, steps: [step, last] })).toMatchObject([
      { result: { choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }], usage } },
      { result: { choices: [{ message: said }] } },
    ]);
  });

  it('of generateObject has the object', async () => {
    const value = await generateObject({ model: openai.chat('gpt-4o'), prompt: 'Hi', schema });
    expect(aiSdk.result(value)?.result).toEqual(completion({ content: '{"eta":3}' }, { finish_reason: 'stop' }).result);
  });

  it('of a model itself has its content', async () => {
    const value = await openai
      .chat('gpt-4o')
      .doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
    expect(aiSdk.result(value)?.result).toMatchObject({
      ...head,
      choices: [{ message: { content: 'On its way.' }, finish_reason: 'stop' }],
      usage,
    });
  });
});

describe('a stream', () => {
  it('of streamText is put together, shows output in its deltas, and grows', async () => {
    const chunks: unknown[] = [];
    for await (const part of streamText({ model: openai.chat('gpt-4o'), prompt: 'Hi' }).fullStream) chunks.push(part);
    expect(merged(aiSdk, chunks)).toEqual({ model: head.model, result: saying.result });
    expect(outputs(aiSdk, chunks).filter(Boolean)).toHaveLength(2);
    expectPrefixesToGrow(aiSdk, chunks);
  });

  it('of a loop with tools is its last step with the tokens of all', async () => {
    const { fullStream } = streamText({ model: openai.chat('gpt-4o'), prompt: 'Hi', tools, stopWhen: twoSteps });
    const chunks: unknown[] = [];
    for await (const part of fullStream) chunks.push(part);
    expect(merged(aiSdk, chunks)).toEqual({ model: head.model, result: both.result });
    const end = chunks.findIndex((part) => (part as { type: string }).type === 'finish-step');
    expect(merged(aiSdk, chunks.slice(0, end + 1))?.result).toMatchObject({
      choices: [{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }],
      usage,
    });
  });

  it('of streamObject has its text', async () => {
    const { fullStream } = streamObject({ model: openai.chat('gpt-4o'), prompt: 'Hi', schema });
    const chunks: unknown[] = [];
    for await (const part of fullStream) chunks.push(part);
    expect(merged(aiSdk, chunks)?.result).toEqual(
      completion({ content: '{"eta":3}' }, { finish_reason: 'stop' }).result,
    );
  });

  it('of version 4 is read as well, its last step with the tokens of all', () => {
    const counts = { promptTokens: 3, completionTokens: 4, totalTokens: 7 };
    const opening = { type: 'step-start', messageId: 'm', request: {}, warnings: [] };
    const named = { toolCallId: 'call_1', toolName: 'lookup' };
    const first = [
      opening,
      { type: 'tool-call-streaming-start', ...named },
      { type: 'tool-call-delta', ...named, argsTextDelta: '{"id"' },
      { type: 'tool-call-delta', ...named, argsTextDelta: ':7}' },
      { type: 'tool-call', ...named, args: { id: 7 } },
      { type: 'step-finish', finishReason: 'tool-calls', usage: counts, response: { modelId: head.model } },
    ];
    expect(merged(aiSdk, first)?.result).toMatchObject({
      ...{ model: head.model, usage },
      choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }],
    });
    const whole = [opening, { type: 'tool-call', ...named, args: { id: 7 } }];
    expect(merged(aiSdk, whole)?.result).toMatchObject({ choices: [{ message: { tool_calls: [call] } }] });
    const second = [
      opening,
      { type: 'reasoning', textDelta: 'Hm.' },
      { type: 'text-delta', textDelta: 'On its ' },
      { type: 'text-delta', textDelta: 'way.' },
      { type: 'step-finish', finishReason: 'stop', usage: counts },
      { type: 'finish', finishReason: 'stop', usage: { promptTokens: 6, completionTokens: 8, totalTokens: 14 } },
    ];
    const message = { role: 'assistant', content: 'On its way.', reasoning_content: 'Hm.' };
    expect(merged(aiSdk, [...first, ...second])?.result).toMatchObject({
      choices: [{ message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 6, completion_tokens: 8, total_tokens: 14 },
    });
    expect(outputs(aiSdk, [...first, ...second]).filter(Boolean)).toHaveLength(7);
  });

  it('keeps what its texts are taken from, and what is the model’s own, as version 7 tells them', () => {
    const citations = [{ source: { type: 'source', id: 's' }, startIndex: 0, endIndex: 4 }];
    const own = { type: 'custom', kind: 'openai.compaction' };
    const chunks = [
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', text: 'Blue' },
      { type: 'text-end', id: 't', citations },
      own,
    ];
    const message = { content: 'Blue', citations, parts: [own] };
    expect(merged(aiSdk, chunks)?.result).toMatchObject({ choices: [{ message }] });
    const content = [{ type: 'text', text: 'Blue', citations }, own];
    const whole = { content, finishReason: 'stop', usage: { inputTokens: 1 } };
    expect(aiSdk.result(whole)?.result).toMatchObject({ choices: [{ message }] });
  });

  it('of a model itself is put together', async () => {
    const { stream } = await openai
      .chat('gpt-4o')
      .doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
    const chunks: unknown[] = [];
    const reader = stream.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
    expect(merged(aiSdk, chunks)?.result).toMatchObject({
      ...head,
      choices: [{ message: { content: 'On its way.' }, finish_reason: 'stop' }],
      usage,
    });
    expectPrefixesToGrow(aiSdk, chunks);
  });

  it('keeps its sources and its files, as a result does', async () => {
    const source = { type: 'source' as const, sourceType: 'url' as const, id: 's', url: 'https://example.org' };
    const file = (mediaType: string) => ({ type: 'file' as const, mediaType, data: 'iVBO' });
    const content = [{ type: 'text' as const, text: 'See' }, source, file('image/png'), file('audio/wav')];
    const counts = { inputTokens: { total: 3 }, outputTokens: { total: 4 } };
    const finish = { finishReason: { unified: 'stop' as const, raw: 'stop' }, usage: counts as never };
    const model = new MockLanguageModelV3({
      doGenerate: { content, ...finish, warnings: [] },
      doStream: {
        stream: convertArrayToReadableStream([
          { type: 'stream-start', warnings: [] },
          { type: 'text-start', id: 't' },
          { type: 'text-delta', id: 't', delta: 'See' },
          { type: 'text-end', id: 't' },
          ...content.slice(1),
          { type: 'finish', ...finish },
        ] as never[]),
      },
    });
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } };
    const parts = [expect.objectContaining(source) as unknown, image, file('audio/wav')];
    const told = { choices: [{ message: { content: 'See', parts } }] };
    expect(aiSdk.result(await generateText({ model, prompt: 'Hi' }))?.result).toMatchObject(told);
    const chunks: unknown[] = [];
    for await (const part of streamText({ model, prompt: 'Hi' }).fullStream) chunks.push(part);
    expect(merged(aiSdk, chunks)?.result).toMatchObject(told);
    expectPrefixesToGrow(aiSdk, chunks);
  });

  it('puts calls together whose pieces come by turns', () => {
    const piece = (id: string, delta: string) => ({ type: 'tool-input-delta', id, delta });
    const chunks = [
      { type: 'tool-input-start', id: 'a', toolName: 'f' },
      { type: 'tool-input-start', id: 'b', toolName: 'g' },
      ...[piece('a', '{"x":'), piece('b', '{"y":'), piece('a', '1}'), piece('b', '2}')],
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: { x: 1 } },
    ];
    const calls = [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{"y":2}' } },
    ];
    expect(merged(aiSdk, chunks)?.result).toMatchObject({ choices: [{ message: { tool_calls: calls } }] });
    expectPrefixesToGrow(aiSdk, chunks);
  });

  it('has a call of a tool that takes plain text as its result has it', () => {
    const chunks = [
      { type: 'tool-input-start', id: 'a', toolName: 'run', inputEncoding: 'text' },
      { type: 'tool-input-delta', id: 'a', delta: 'ls -l' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'run', input: '"ls -l"' },
    ];
    const called = (args: string) => ({
      choices: [
        { message: { tool_calls: [{ id: 'a', type: 'function', function: { name: 'run', arguments: args } }] } },
      ],
    });
    expect(merged(aiSdk, chunks.slice(0, 2))?.result).toMatchObject(called('ls -l'));
    expect(merged(aiSdk, chunks)?.result).toMatchObject(called('"ls -l"'));
  });

  it('that breaks keeps what had arrived, and the error', () => {
    const chunks = [
      { type: 'start' },
      { type: 'text-delta', id: '0', text: 'On' },
      { type: 'error', error: new Error('reset') },
    ];
    expect(merged(aiSdk, chunks)?.result).toMatchObject({
      choices: [{ message: { content: 'On' }, finish_reason: null }],
      error: { message: 'reset' },
    });
  });

  it.each([[{ type: 'start', of: 'the app' }], [{ type: 'object' }], [{ type: 'text-delta' }], [{}], ['text']])(
    'is not seen in %j',
    (value) => {
      expect(aiSdk.stream(value)).toBeUndefined();
    },
  );
});

it('never throws, whatever it is given', () => {
  const content = [
    { type: 'text', text: 'x' },
    { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: {} },
    { type: 'tool-result', toolCallId: 'c', output: { type: 'text', value: 'x' } },
  ];
  const step = { content, finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 2 }, response: { id: 'r' } };
  expectTotal(aiSdk, {
    requests: [
      { model: { modelId: 'm', provider: 'p' }, system: 's', messages: [{ role: 'user', content }], tools: {} },
    ],
    results: [{ ...step, steps: [step], model: { provider: 'p' } }],
    streams: [
      [
        { type: 'start' },
        { type: 'text-delta', id: '0', text: 'x' },
        { type: 'tool-input-start', id: 'c', toolName: 'f' },
        { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: {} },
        { type: 'finish', finishReason: 'stop', totalUsage: { inputTokens: 1 } },
        { type: 'error', error: 'x' },
      ],
    ],
  });
});
