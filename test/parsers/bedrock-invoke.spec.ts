import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { bedrockInvoke } from '../../lib/parsers/bedrock-invoke.js';
import { type ParsedResult } from '../../lib/parsers/parser.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { awsEventStream } from './aws-event-stream.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

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

const bytes = (event: object) => ({ bytes: Buffer.from(JSON.stringify(event)).toString('base64') });
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 2 } };
const hi = [{ role: 'user', content: 'hi' }];

/** Per vendor: the body of a request, what is read from it, a result, and the events of the same result as a stream. */
const vendors = [
  {
    modelId: 'anthropic.claude-sonnet-4-20250514-v1:0',
    body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: hi },
    modelParameters: { max_tokens: 9 },
    result: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4',
      content: [{ type: 'text', text: 'On its way.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 2 },
    },
    events: [
      {
        type: 'message_start',
        message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage: { input_tokens: 3 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'On its ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'way.' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop', ...metrics },
    ],
    native: 'end_turn',
  },
  {
    modelId: 'meta.llama3-70b-instruct-v1:0',
    body: { prompt: 'hi', max_gen_len: 9 },
    modelParameters: { max_gen_len: 9 },
    result: { generation: 'On its way.', prompt_token_count: 3, generation_token_count: 2, stop_reason: 'stop' },
    events: [
      { generation: 'On its ', prompt_token_count: 3, generation_token_count: 1, stop_reason: null },
      { generation: 'way.', prompt_token_count: null, generation_token_count: 2, stop_reason: 'stop', ...metrics },
    ],
    native: 'stop',
  },
  {
    modelId: 'amazon.nova-pro-v1:0',
    body: { messages: [{ role: 'user', content: [{ text: 'hi' }] }], inferenceConfig: { maxTokens: 9 } },
    modelParameters: { maxTokens: 9 },
    result: {
      output: { message: { role: 'assistant', content: [{ text: 'On its way.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
    },
    events: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'On its ' } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'way.' } } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 3, outputTokens: 2 } }, ...metrics },
    ],
    native: 'end_turn',
  },
  {
    modelId: 'amazon.titan-text-express-v1',
    body: { inputText: 'hi', textGenerationConfig: { maxTokenCount: 9 } },
    modelParameters: { maxTokenCount: 9 },
    result: {
      inputTextTokenCount: 3,
      results: [{ tokenCount: 2, outputText: 'On its way.', completionReason: 'FINISH' }],
    },
    events: [
      { outputText: 'On its ', index: 0, completionReason: null, inputTextTokenCount: 3 },
      { outputText: 'way.', index: 0, totalOutputTextTokenCount: 2, completionReason: 'FINISH', ...metrics },
    ],
    native: 'FINISH',
  },
];

/** Mistral's body tells no tokens. */
const mistral = {
  modelId: 'mistral.mistral-7b-instruct-v0:2',
  body: { prompt: 'hi', max_tokens: 9 },
  result: { outputs: [{ text: 'On its way.', stop_reason: 'stop' }] },
  events: [
    { outputs: [{ text: 'On its ', stop_reason: null }] },
    { outputs: [{ text: 'way.', stop_reason: 'stop' }], ...metrics },
  ],
};

const expectCompletion = (parsed: ParsedResult | undefined, native: string): void => {
  expect(parsed?.provider).toBe('bedrock');
  expect(parsed?.model).toBeUndefined();
  expect(parsed?.result).toMatchObject({
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'On its way.' },
        finish_reason: 'stop',
        ...(native !== 'stop' && { native_finish_reason: native }),
      },
    ],
    usage,
  });
};

describe.each(vendors)('$modelId', ({ modelId, body, modelParameters, result, events, native }) => {
  const input = { modelId, body: JSON.stringify(body) };

  it('is read as a command, an input with bytes, and as its body goes over the wire', async () => {
    reply = { json: result };
    const request = { provider: 'bedrock', model: modelId, messages: hi, modelParameters };
    expect(bedrockInvoke.request(new InvokeModelCommand(input))).toEqual(request);
    expect(bedrockInvoke.request({ modelId, body: Buffer.from(input.body) })).toEqual(request);
    await client.send(new InvokeModelCommand(input));
    const registry = new ParserRegistry([], () => undefined);
    expect(registry.request([provider.received.at(-1)?.body])).toMatchObject({ messages: hi, modelParameters });
  });

  it('gives a result, also as its body goes over the wire', async () => {
    reply = { json: result };
    expectCompletion(bedrockInvoke.result(await client.send(new InvokeModelCommand(input))), native);
    expect(new ParserRegistry([], () => undefined).result(result)?.result).toMatchObject({ usage });
  });

  it('gives a stream', async () => {
    reply = awsEventStream(events.map((event) => ({ chunk: bytes(event) })));
    const command = new InvokeModelWithResponseStreamCommand(input);
    const chunks: unknown[] = [];
    for await (const chunk of (await client.send(command)).body ?? []) chunks.push(chunk);
    expectCompletion(merged(bedrockInvoke, chunks), native);
    expectPrefixesToGrow(bedrockInvoke, chunks);
    expect(outputs(bedrockInvoke, chunks).filter(Boolean)).toHaveLength(2);
  });

  it('gives the same stream from frames as they go over the wire', () => {
    const frames = events.map((event) => ({ chunk: bytes(event) }));
    expectCompletion(merged(bedrockInvoke, frames), native);
  });
});

const deepseek = {
  modelId: 'us.deepseek.r1-v1:0',
  body: { prompt: 'hi', max_tokens: 9 },
  result: { choices: [{ text: 'On its way.', stop_reason: 'stop' }] },
  events: [
    { choices: [{ text: 'On its ', stop_reason: null }] },
    { choices: [{ text: 'way.', stop_reason: 'stop' }], ...metrics },
  ],
};

it.each([mistral, deepseek])('reads prompt, result and stream of $modelId', async (vendor) => {
  const { modelId, body, result, events } = vendor;
  const input = { modelId, body: JSON.stringify(body) };
  reply = { json: result };
  expect(bedrockInvoke.request(input)).toEqual({
    ...{ provider: 'bedrock', model: modelId, messages: hi, modelParameters: { max_tokens: 9 } },
  });
  const told = bedrockInvoke.result(await client.send(new InvokeModelCommand(input)));
  expect(told?.result).toMatchObject({ choices: [{ message: { content: 'On its way.' }, finish_reason: 'stop' }] });
  expect(told?.result).not.toHaveProperty('usage');
  reply = awsEventStream(events.map((event) => ({ chunk: bytes(event) })));
  const chunks: unknown[] = [];
  const { body: stream } = await client.send(new InvokeModelWithResponseStreamCommand(input));
  for await (const chunk of stream ?? []) chunks.push(chunk);
  expectCompletion(merged(bedrockInvoke, chunks), 'stop');
  expectPrefixesToGrow(bedrockInvoke, chunks);
});

it('tells Nova’s request with a system message from Anthropic’s', async () => {
  reply = { json: vendors[2]?.result };
  const [system, messages] = ['Be brief.', 'hi'].map((text) => [{ text }]);
  const body = { schemaVersion: 'messages-v1', system, messages: [{ role: 'user', content: messages }] };
  const input = {
    modelId: 'amazon.nova-pro-v1:0',
    body: JSON.stringify({ ...body, inferenceConfig: { maxTokens: 5 } }),
  };
  await client.send(new InvokeModelCommand(input));
  const { path, body: sent } = provider.received.at(-1) ?? {};
  expect(decodeURIComponent(path ?? '')).toContain(input.modelId);
  expect(bedrockInvoke.request({ ...input, body: JSON.stringify(sent) })).toEqual({
    provider: 'bedrock',
    model: input.modelId,
    messages: [{ role: 'system', content: 'Be brief.' }, ...hi],
    modelParameters: { schemaVersion: 'messages-v1', maxTokens: 5 },
  });
});

it('reads the usage of an embedding alone', async () => {
  reply = { json: { embedding: [0.1], inputTextTokenCount: 3 } };
  const input = { modelId: 'amazon.titan-embed-text-v2:0', body: JSON.stringify({ inputText: 'hi' }) };
  const titan = { ...input, body: JSON.stringify({ inputText: 'hi', dimensions: 256 }) };
  const parameters = { provider: 'bedrock', model: input.modelId, modelParameters: { dimensions: 256 } };
  expect(bedrockInvoke.request(titan)).toEqual(parameters);
  const cohere = JSON.stringify({ texts: ['hi'], input_type: 'search_query' });
  expect(bedrockInvoke.request({ modelId: 'cohere.embed-english-v3', body: cohere })).toMatchObject({
    modelParameters: { input_type: 'search_query' },
  });
  expect(bedrockInvoke.result(await client.send(new InvokeModelCommand(input)))?.result).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 },
  });
});

it('never throws, whatever it is given', () => {
  expectTotal(bedrockInvoke, {
    requests: [...vendors, mistral].map(({ modelId, body }) => ({ modelId, body: JSON.stringify(body) })),
    results: [...vendors, mistral].map(({ result }) => ({
      $metadata: {},
      body: Buffer.from(JSON.stringify(result)).toString(),
    })),
    streams: [...vendors, mistral].map(({ events }) => events.map((event) => ({ chunk: bytes(event) }))),
  });
});
