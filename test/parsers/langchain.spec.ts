import { AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import fc from 'fast-check';
import { langchain } from '../../lib/parsers/langchain.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const head = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'gpt-4o-2024-08-06' };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const call = { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } };
const completion = (message: object, finish_reason: string) => ({
  provider: 'openai',
  model: head.model,
  result: {
    id: expect.any(String) as unknown,
    object: 'chat.completion',
    created: expect.closeTo(Date.now() / 1000, -3) as unknown,
    model: head.model,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
    usage: expect.objectContaining({ input_tokens: 3, output_tokens: 4, ...usage }) as unknown,
  },
});

let reply: Reply;
let provider: Provider;
let model: ChatOpenAI;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  model = new ChatOpenAI({
    model: 'gpt-4o',
    apiKey: 'key',
    maxRetries: 0,
    configuration: { baseURL: `${provider.url}/v1` },
  });
});
afterAll(() => provider.close());

const conversation = [
  new SystemMessage('Be brief.'),
  new HumanMessage({
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
    ],
  }),
  new AIMessage({ content: '', tool_calls: [{ id: 'call_1', name: 'lookup', args: { id: 7 } }] }),
  new ToolMessage({ content: 'shipped', tool_call_id: 'call_1', name: 'lookup' }),
];

it('reads messages, alone or in a state', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      ],
    },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', content: 'shipped', tool_call_id: 'call_1', name: 'lookup' },
  ];
  expect(langchain.request(conversation)).toEqual({ messages });
  expect(langchain.request({ messages: conversation })).toEqual({ messages });
  expect(langchain.request([])).toBeUndefined();
  expect(langchain.request([{ type: 'human', content: 'x' }])).toBeUndefined();
});

it('reads messages and chunks of before version 1, which say by a method what they are', () => {
  const former = (message: { type: string }): object =>
    Object.assign(Object.create({ _getType: () => message.type }) as object, message, { type: undefined });
  expect(langchain.request(conversation.map(former))).toEqual(langchain.request(conversation));
  const answer = { content: 'Hi', response_metadata: { finish_reason: 'stop', model_name: 'gpt-4o' } };
  const told = { model: 'gpt-4o', result: { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] } };
  expect(langchain.result(former(new AIMessage(answer)))).toMatchObject(told);
  expect(langchain.result({ messages: conversation.map(former) })).toBeUndefined();
  expect(merged(langchain, [former(new AIMessageChunk(answer))])).toMatchObject(told);
});

it('reads images in LangChain’s own words', () => {
  const content = [
    { type: 'image', mimeType: 'image/png', data: 'iVBO' },
    { type: 'image', url: 'https://example.org/a.png' },
  ];
  expect(langchain.request([new HumanMessage({ content })])?.messages).toEqual([
    {
      role: 'user',
      content: ['data:image/png;base64,iVBO', 'https://example.org/a.png'].map((url) => ({
        ...{ type: 'image_url', image_url: { url } },
      })),
    },
  ]);
});

describe('a result', () => {
  const answer = (message: object, finish_reason: string): Reply => ({
    json: { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }], usage },
  });

  it('of invoke has text and usage', async () => {
    reply = answer({ role: 'assistant', content: 'On its way.' }, 'stop');
    expect(langchain.result(await model.invoke('Hi'))).toEqual(completion({ content: 'On its way.' }, 'stop'));
  });

  it('of invoke has calls, also as the last message of a state', async () => {
    reply = answer({ role: 'assistant', content: null, tool_calls: [call] }, 'tool_calls');
    const message = await model.invoke('Hi');
    const expected = completion({ content: null, tool_calls: [call] }, 'tool_calls');
    expect(langchain.result(message)).toEqual(expected);
    expect(langchain.result({ messages: [new HumanMessage('Hi'), message] })).toEqual(expected);
  });

  it('of generate has a choice for each generation', async () => {
    reply = answer({ role: 'assistant', content: 'On its way.' }, 'stop');
    const value = await model.generate([[new HumanMessage('Hi')], [new HumanMessage('Ho')]]);
    expect(langchain.result(value)?.result).toMatchObject({
      choices: [
        { index: 0, message: { content: 'On its way.' }, finish_reason: 'stop' },
        { index: 1, message: { content: 'On its way.' }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 6, completion_tokens: 8, total_tokens: 14 },
    });
  });

  it('of generate adds up the tokens that its messages tell, one for each prompt', () => {
    const generation = (input_tokens: number) => {
      const counts = { input_tokens, output_tokens: 4, total_tokens: input_tokens + 4 };
      return { text: 'x', message: Object.assign(new AIMessage('x'), { usage_metadata: counts }) };
    };
    const usageOf = (...generations: object[][]) => langchain.result({ generations, llmOutput: {} })?.result.usage;
    expect(usageOf([generation(3)], [generation(5)])).toMatchObject({ prompt_tokens: 8, completion_tokens: 8 });
    expect(usageOf([generation(3), generation(3)])).toMatchObject(usage);
  });

  it('keeps calls whose arguments are no JSON, and tells each call once', async () => {
    const broken = { ...call, id: 'call_2', function: { name: 'lookup', arguments: '{"id"' } };
    reply = answer({ role: 'assistant', content: null, tool_calls: [call, broken] }, 'tool_calls');
    const message = await model.invoke('Hi');
    expect(message.invalid_tool_calls).toHaveLength(1);
    expect(langchain.result(message)).toEqual(completion({ content: null, tool_calls: [call, broken] }, 'tool_calls'));
    const told = { id: 'call_1', name: 'lookup', args: { id: 7 } };
    const content = [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'text', text: 'One moment.' },
      { type: 'tool_call', ...told },
    ];
    expect(langchain.result(new AIMessage({ content, tool_calls: [told] }))?.result).toHaveProperty(
      'choices.0.message',
      { role: 'assistant', content: 'One moment.', tool_calls: [call], reasoning_content: 'Hm.' },
    );
  });

  it('of a model without messages has its text', () => {
    const generations = [[{ text: 'On its way.', generationInfo: { finish_reason: 'stop' } }]];
    const llmOutput = { tokenUsage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 } };
    expect(langchain.result({ generations, llmOutput })?.result).toMatchObject({
      choices: [{ message: { content: 'On its way.' }, finish_reason: 'stop' }],
      usage,
    });
  });

  it.each([[new HumanMessage('x')], [{ messages: [] }], [{ content: 'x' }], ['x']])('is not seen in %j', (value) => {
    expect(langchain.result(value)).toBeUndefined();
  });
});

describe('a stream', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });

  async function collect(...events: object[]): Promise<unknown[]> {
    reply = { events: [...events, { ...head, object: 'chat.completion.chunk', choices: [], usage }, '[DONE]'] };
    const chunks: unknown[] = [];
    for await (const part of await model.stream('Hi')) chunks.push(part);
    return chunks;
  }

  it('has its text, and shows output where there is some', async () => {
    const chunks = await collect(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'On its ' }),
      chunk({ content: 'way.' }),
      chunk({}, 'stop'),
    );
    expect(merged(langchain, chunks)).toEqual(completion({ content: 'On its way.' }, 'stop'));
    expect(outputs(langchain, chunks).filter(Boolean)).toHaveLength(2);
    expectPrefixesToGrow(langchain, chunks);
  });

  it('has its calls', async () => {
    const piece = (rest: object) => chunk({ tool_calls: [{ index: 0, ...rest }] });
    const chunks = await collect(
      chunk({ role: 'assistant', content: null }),
      piece({ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '' } }),
      piece({ function: { arguments: '{"id"' } }),
      piece({ function: { arguments: ':7}' } }),
      chunk({}, 'tool_calls'),
    );
    expect(merged(langchain, chunks)).toEqual(completion({ content: null, tool_calls: [call] }, 'tool_calls'));
    expectPrefixesToGrow(langchain, chunks);
  });

  it('keeps what its texts are taken from, whole and streamed', () => {
    const annotations = [1, 2].map((startIndex) => ({ type: 'citation', url: 'https://example.org', startIndex }));
    const piece = (text: string, index?: number) => ({
      ...{ type: 'text' as const, text },
      ...(index !== undefined && { annotations: annotations.slice(index, index + 1) }),
    });
    const told = { choices: [{ message: { content: 'Blue.', citations: annotations } }] };
    const whole = new AIMessage({ content: [{ ...piece('Blue.'), annotations }] });
    expect(langchain.result(whole)?.result).toMatchObject(told);
    const chunks = [piece('Blu', 0), piece('e.'), piece('', 1)].map((part) => new AIMessageChunk({ content: [part] }));
    expect(merged(langchain, chunks)?.result).toMatchObject(told);
    expectPrefixesToGrow(langchain, chunks);
  });

  it('adds up the tokens of its chunks', () => {
    const counts = (input_tokens: number, output_tokens: number, cache_read: number) => {
      const total_tokens = input_tokens + output_tokens;
      const usage_metadata = { input_tokens, output_tokens, total_tokens, input_token_details: { cache_read } };
      return Object.assign(new AIMessageChunk('x'), { usage_metadata });
    };
    expect(merged(langchain, [counts(3, 0, 2), counts(0, 4, 0)])?.result).toMatchObject({
      usage: { ...usage, input_token_details: { cache_read: 2 } },
    });
  });

  it('grows with each chunk into the whole, however the server cuts it', () => {
    const piece = fc.record({
      content: fc.string({ unit: 'binary' }),
      args: fc.option(fc.string(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
        const chunks = pieces.map(({ content, args }) => ({
          lc_namespace: ['langchain_core', 'messages'],
          type: 'ai',
          content,
          tool_call_chunks: args === undefined ? [] : [{ index: 0, args }],
        }));
        expectPrefixesToGrow(langchain, chunks);
      }),
    );
  });
});

it('never throws, whatever it is given', () => {
  const message = {
    lc_namespace: ['langchain_core', 'messages'],
    type: 'ai',
    content: [{ type: 'text', text: 'x' }],
    tool_calls: [{ id: 'c', name: 'f', args: {} }],
    tool_call_chunks: [{ index: 0, id: 'c', name: 'f', args: '{}' }],
    usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    response_metadata: { model_name: 'm', finish_reason: 'stop' },
  };
  expectTotal(langchain, {
    requests: [[message], { messages: [message] }],
    results: [message, { generations: [[{ text: 'x', message }]], llmOutput: { tokenUsage: {} } }],
    streams: [[message, message]],
  });
});
