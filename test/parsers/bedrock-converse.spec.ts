import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { bedrockConverse } from '../../lib/parsers/bedrock-converse.js';
import { awsEventStream } from './aws-event-stream.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const modelId = 'eu.anthropic.claude-sonnet-4-20250514-v1:0';
const counts = { inputTokens: 10, outputTokens: 7, totalTokens: 37, cacheReadInputTokens: 20 };
const usage = { ...counts, prompt_tokens: 30, completion_tokens: 7, total_tokens: 37 };

let reply: Reply;
let provider: Provider;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new BedrockRuntimeClient({
    region: 'eu-central-1',
    endpoint: provider.url,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await provider.close();
});

const input: ConverseCommandInput = {
  modelId,
  system: [{ text: 'Be brief.' }],
  messages: [
    { role: 'user', content: [{ text: 'Where is it?' }, { cachePoint: { type: 'default' } }] },
    {
      role: 'assistant',
      content: [{ text: 'One moment.' }, { toolUse: { toolUseId: 't1', name: 'lookup', input: { id: 7 } } }],
    },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 't1', content: [{ json: { state: 'shipped' } }] } }, { text: 'So?' }],
    },
  ],
  inferenceConfig: { temperature: 0.5, maxTokens: 100 },
};
const call = { id: 't1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } };
const request = {
  provider: 'bedrock',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Where is it?' },
    { role: 'assistant', content: 'One moment.', tool_calls: [call] },
    { role: 'tool', tool_call_id: 't1', content: '{"state":"shipped"}' },
    { role: 'user', content: 'So?' },
  ],
  modelParameters: { temperature: 0.5, maxTokens: 100 },
};
const completion = {
  provider: 'bedrock',
  result: {
    id: expect.any(String) as unknown,
    object: 'chat.completion',
    created: expect.closeTo(Date.now() / 1000, -3) as unknown,
    model: 'unknown',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'One moment.',
          reasoning_content: 'Look it up.',
          tool_calls: [call],
        },
        finish_reason: 'tool_calls',
        native_finish_reason: 'tool_use',
      },
    ],
    usage,
  },
};
const response = {
  output: {
    message: {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: { text: 'Look it up.', signature: 'sig' } } },
        { text: 'One moment.' },
        { toolUse: { toolUseId: 't1', name: 'lookup', input: { id: 7 } } },
      ],
    },
  },
  stopReason: 'tool_use',
  usage: counts,
  metrics: { latencyMs: 5 },
};
const delta = (contentBlockIndex: number, part: object) => ({ contentBlockDelta: { contentBlockIndex, delta: part } });
const events = [
  { messageStart: { role: 'assistant' } },
  delta(0, { reasoningContent: { text: 'Look ' } }),
  delta(0, { reasoningContent: { text: 'it up.' } }),
  delta(0, { reasoningContent: { signature: 'sig' } }),
  delta(1, { text: 'One ' }),
  delta(1, { text: 'moment.' }),
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't1', name: 'lookup' } } } },
  delta(2, { toolUse: { input: '{"id"' } }),
  delta(2, { toolUse: { input: ':7}' } }),
  { messageStop: { stopReason: 'tool_use' } },
  { metadata: { usage: counts, metrics: { latencyMs: 5 } } },
];

it('reads a request, as an input, as a command, and as it goes over the wire without its model', async () => {
  reply = { json: response };
  expect(bedrockConverse.request(input)).toEqual({ ...request, model: modelId });
  expect(bedrockConverse.request(new ConverseCommand(input))).toEqual({ ...request, model: modelId });
  await client.send(new ConverseCommand(input));
  expect(bedrockConverse.request(provider.received.at(-1)?.body)).toEqual(request);
});

it('leaves messages in OpenAI’s or Anthropic’s shape to their parsers', () => {
  const messages = [{ role: 'user', content: 'hi' }];
  expect(bedrockConverse.request({ model: 'm', messages })).toBeUndefined();
  expect(
    bedrockConverse.request({ messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }),
  ).toBeUndefined();
  expect(bedrockConverse.request({ messages: [] })).toBeUndefined();
});

it('reads a result, with thoughts, calls and the tokens of the cache', async () => {
  reply = { json: response };
  expect(bedrockConverse.result(await client.send(new ConverseCommand(input)))).toEqual(completion);
});

it('reads a stream', async () => {
  reply = awsEventStream(events);
  const { stream } = await client.send(new ConverseStreamCommand(input));
  const chunks: unknown[] = [];
  for await (const event of stream ?? []) chunks.push(event);

  expect(merged(bedrockConverse, chunks)).toEqual(completion);
  const shown = events.filter((_, position) => outputs(bedrockConverse, chunks)[position]);
  expect(shown).toEqual([...events.slice(1, 3), ...events.slice(4, 6), ...events.slice(7, 10)]);
  expectPrefixesToGrow(bedrockConverse, chunks);
});

it('reads a stream of a call without arguments', async () => {
  const start = { toolUse: { toolUseId: 't1', name: 'now' } };
  reply = awsEventStream([
    { messageStart: { role: 'assistant' } },
    { contentBlockStart: { contentBlockIndex: 0, start } },
    delta(0, { toolUse: { input: '' } }),
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: 'tool_use' } },
  ]);
  const chunks: unknown[] = [];
  for await (const event of (await client.send(new ConverseStreamCommand(input))).stream ?? []) chunks.push(event);
  const tool_calls = [{ id: 't1', type: 'function', function: { name: 'now', arguments: '{}' } }];
  expect(merged(bedrockConverse, chunks)?.result).toMatchObject({ choices: [{ message: { tool_calls } }] });
  expectPrefixesToGrow(bedrockConverse, chunks);
});

it('reads the tokens of a prompt that is all in the cache', async () => {
  const cached = { inputTokens: 0, outputTokens: 5, totalTokens: 1005, cacheReadInputTokens: 1000 };
  reply = { json: { ...response, usage: cached } };
  expect(bedrockConverse.result(await client.send(new ConverseCommand(input)))?.result).toMatchObject({
    usage: { ...cached, prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005 },
  });
});

it('takes no total that leaves out the tokens of the cache', async () => {
  const cached = { inputTokens: 3, outputTokens: 5, totalTokens: 8, cacheReadInputTokens: 1000 };
  reply = { json: { ...response, usage: cached } };
  expect(bedrockConverse.result(await client.send(new ConverseCommand(input)))?.result).toMatchObject({
    usage: { ...cached, prompt_tokens: 1003, completion_tokens: 5, total_tokens: 1008 },
  });
});

it('reads an answer with its sources, whole and streamed', async () => {
  const citations = [{ title: 'FAQ', sourceContent: [{ text: '3 days' }] }];
  const content = [
    { citationsContent: { content: [{ text: 'In 3 ' }, { text: 'days.' }], citations } },
    { text: ' So.' },
  ];
  reply = { json: { ...response, output: { message: { role: 'assistant', content } } } };
  const told = { choices: [{ message: { role: 'assistant', content: 'In 3 days. So.', citations } }] };
  expect(bedrockConverse.result(await client.send(new ConverseCommand(input)))?.result).toMatchObject(told);
  const messages = [{ role: 'assistant' as const, content }];
  expect(bedrockConverse.request({ modelId, messages })?.messages).toEqual([
    { role: 'assistant', content: 'In 3 days. So.' },
  ]);
  const pieces = [{ text: 'In 3 ' }, ...citations.map((citation) => ({ citation })), { text: 'days. So.' }];
  const cited = [...pieces.map((piece) => delta(0, piece)), { messageStop: { stopReason: 'end_turn' } }];
  expect(merged(bedrockConverse, cited)?.result).toMatchObject(told);
  expectPrefixesToGrow(bedrockConverse, cited);
});

it('keeps what a tool of its own was asked and answered, and has no call of it, whole and streamed', () => {
  const toolUse = { toolUseId: 't', name: 'nova_grounding', type: 'server_tool_use', input: { q: 'blue' } };
  const toolResult = {
    toolUseId: 't',
    type: 'nova_grounding_result',
    status: 'success',
    content: [{ text: 'Found.' }],
  };
  const content = [{ toolUse }, { toolResult }, { text: 'Blue.' }];
  const parts = [
    { type: 'toolUse', toolUse },
    { type: 'toolResult', toolResult },
  ];
  const told = { ...response, output: { message: { role: 'assistant', content } }, stopReason: 'end_turn' };
  const message = { role: 'assistant', content: 'Blue.', parts };
  expect(bedrockConverse.result(told)?.result).toMatchObject({ choices: [{ message }] });
  expect(bedrockConverse.result(told)?.result).not.toHaveProperty('choices.0.message.tool_calls');
  expect(bedrockConverse.request({ modelId, messages: [{ role: 'assistant', content }] })?.messages).toEqual([
    { role: 'assistant', content: [...parts, { type: 'text', text: 'Blue.' }] },
  ]);
  const start = (contentBlockIndex: number, start: object) => ({ contentBlockStart: { contentBlockIndex, start } });
  const streamed = [
    start(0, { toolUse: { ...toolUse, input: undefined } }),
    delta(0, { toolUse: { input: '{"q":' } }),
    delta(0, { toolUse: { input: '"blue"}' } }),
    start(1, { toolResult: { ...toolResult, content: undefined } }),
    delta(1, { toolResult: toolResult.content }),
    delta(2, { text: 'Blue.' }),
    { messageStop: { stopReason: 'end_turn' } },
  ];
  expect(merged(bedrockConverse, streamed)?.result).toMatchObject({ choices: [{ message }] });
});

it('keeps an image that a guardrail is to look at', () => {
  const image = { format: 'png', source: { bytes: new Uint8Array(1) } };
  const messages = [{ role: 'user', content: [{ guardContent: { image } }] }];
  expect(bedrockConverse.request({ modelId, messages })?.messages).toEqual([
    { role: 'user', content: [{ type: 'guardContent', guardContent: { image } }] },
  ]);
});

it('keeps what had arrived of a stream that breaks, and the error', () => {
  const failed = { throttlingException: { message: 'slow down' } };
  expect(merged(bedrockConverse, [...events.slice(0, 5), failed])?.result).toMatchObject({
    choices: [{ message: { content: 'One ' }, finish_reason: null }],
    error: { type: 'throttlingException', message: 'slow down' },
  });
});

it('never throws, whatever it is given', () => {
  expectTotal(bedrockConverse, { requests: [input], results: [response], streams: [events] });
});
