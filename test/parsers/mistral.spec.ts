import { Mistral } from '@mistralai/mistralai';
import { mistral } from '../../lib/parsers/mistral.js';
import { openaiChat } from '../../lib/parsers/openai-chat.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const model = 'mistral-large-latest';
const head = { id: 'cmpl-1', created: 1_700_000_000, model };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const wireCall = { id: 'call_1', function: { name: 'lookup', arguments: '{"orderId":7}' }, index: 0 };
const call = { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"orderId":7}' } };

let reply: Reply;
let provider: Provider;
let client: Mistral;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new Mistral({ apiKey: 'key', serverURL: provider.url });
});
afterAll(() => provider.close());

const request = {
  model,
  maxTokens: 9,
  messages: [
    { role: 'user' as const, content: 'Where is it?' },
    { role: 'assistant' as const, content: '', toolCalls: [wireCall] },
    { role: 'tool' as const, toolCallId: 'call_1', name: 'lookup', content: 'shipped' },
  ],
};
const messages = [
  { role: 'user', content: 'Where is it?' },
  { role: 'assistant', content: '', tool_calls: [call] },
  { role: 'tool', tool_call_id: 'call_1', name: 'lookup', content: 'shipped' },
];

it('reads a request as the app gives it to the library, and as the library sends it', async () => {
  reply = { json: { ...head, object: 'chat.completion', choices: [], usage } };
  await client.chat.complete(request);
  expect(mistral.request(request)).toEqual({ provider: 'mistral', model, messages, modelParameters: { maxTokens: 9 } });
  expect(mistral.request(provider.received.at(-1)?.body)).toEqual({
    provider: 'mistral',
    model,
    messages,
    modelParameters: { max_tokens: 9 },
  });
});

it('reads parts of a message in either spelling', async () => {
  reply = { json: { ...head, object: 'chat.completion', choices: [], usage } };
  const [imageUrl, documentUrl] = ['https://example.org/a.png', 'https://example.org/a.pdf'];
  const content = [
    { type: 'text' as const, text: 'What is this?' },
    { type: 'image_url' as const, imageUrl },
    { type: 'document_url' as const, documentUrl },
  ];
  const asked = { model, messages: [{ role: 'user' as const, content }] };
  const told = [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: imageUrl },
        { type: 'document_url', document_url: documentUrl },
      ],
    },
  ];
  await client.chat.complete(asked);
  expect(mistral.request(asked)?.messages).toEqual(told);
  expect(mistral.request(provider.received.at(-1)?.body)?.messages).toMatchObject(told);
});

it('reads a request to an agent, and one to fill code in', async () => {
  reply = { json: { ...head, object: 'chat.completion', choices: [], usage } };
  const user = { role: 'user' as const, content: 'Hi' };
  const toAgent = { agentId: 'ag_1', messages: [user], maxTokens: 9 };
  await client.agents.complete(toAgent);
  for (const asked of [toAgent, provider.received.at(-1)?.body]) {
    expect(mistral.request(asked)).toMatchObject({ provider: 'mistral', model: 'ag_1', messages: [user] });
  }
  const toFill = { model: 'codestral-latest', prompt: 'def f(', suffix: 'return 7' };
  await client.fim.complete(toFill);
  for (const asked of [toFill, provider.received.at(-1)?.body]) {
    expect(mistral.request(asked)).toMatchObject({
      ...{ provider: 'mistral', model: 'codestral-latest', modelParameters: { suffix: 'return 7' } },
      messages: [{ role: 'user', content: 'def f(' }],
    });
  }
  expect(mistral.request({ agentId: 'of the app', messages: [user] })).toBeUndefined();
});

it('reads a result, with calls and thoughts', async () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
    { type: 'text', text: 'One moment.' },
  ];
  const message = { role: 'assistant', content, tool_calls: [wireCall], prefix: false };
  const choices = [{ index: 0, message, finish_reason: 'tool_calls' }];
  reply = { json: { ...head, object: 'chat.completion', choices, usage } };
  expect(mistral.result(await client.chat.complete(request))).toEqual({
    provider: 'mistral',
    model,
    result: {
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'One moment.',
            reasoning_content: 'Hm.',
            tool_calls: [call],
            prefix: false,
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: expect.objectContaining(usage) as unknown,
    },
  });
});

it('reads a stream', async () => {
  const chunk = (delta: object, finish_reason: string | null = null, rest: object = {}) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
    ...rest,
  });
  const events = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'One ' }),
    chunk({ content: 'moment.' }),
    chunk({ content: '', tool_calls: [wireCall] }, 'tool_calls', { usage }),
  ];
  reply = { events: [...events, '[DONE]'] };
  const chunks: unknown[] = [];
  for await (const event of await client.chat.stream(request)) chunks.push(event);
  expect(merged(mistral, chunks)).toEqual({
    provider: 'mistral',
    model,
    result: {
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'One moment.', tool_calls: [call] },
          finish_reason: 'tool_calls',
        },
      ],
      usage: expect.objectContaining(usage) as unknown,
    },
  });
  expect(outputs(mistral, chunks)).toEqual([false, true, true, true]);
  expectPrefixesToGrow(mistral, chunks);
  expect(merged(openaiChat, events)?.result).toMatchObject({ choices: [{ message: { content: 'One moment.' } }] });
});

it('never throws, whatever it is given', () => {
  const message = { role: 'assistant', content: 'x', toolCalls: [wireCall] };
  const delta = { content: 'x', toolCalls: [wireCall] };
  const event = { data: { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta }] } };
  expectTotal(mistral, {
    requests: [request],
    results: [{ ...head, choices: [{ index: 0, message, finishReason: 'stop' }], usage: { promptTokens: 3 } }],
    streams: [[event, event]],
  });
});
