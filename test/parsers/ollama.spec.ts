import fc from 'fast-check';
import { Ollama } from 'ollama';
import { ollama } from '../../lib/parsers/ollama.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const model = 'llama3.2';
const created_at = '2023-11-14T22:13:20.000Z';
const counts = { prompt_eval_count: 3, eval_count: 4 };
const usage = { ...counts, prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const lookup = { function: { name: 'lookup', arguments: { id: 7 } } };
const call = (id: unknown) => ({ id, type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } });
const completion = (message: object, native: string | undefined = 'stop') => ({
  provider: 'ollama',
  model,
  result: {
    id: expect.stringMatching(/^[\w-]{36}$/) as unknown,
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: native }],
    usage,
  },
});
const lines = (chunks: readonly object[]): Reply => ({
  raw: ['application/x-ndjson', chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join('')],
});

let reply: Reply;
let provider: Provider;
let client: Ollama;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new Ollama({ host: provider.url });
});
afterAll(() => provider.close());

const request = {
  model,
  messages: [
    { role: 'user', content: 'What is this?', images: ['iVBO'] },
    { role: 'assistant', content: '', tool_calls: [lookup] },
    { role: 'tool', content: 'shipped', tool_name: 'lookup' },
  ],
  options: { temperature: 0.5 },
  think: true,
};
const line = (message: object, rest: object = {}) => ({
  model,
  created_at,
  message: { role: 'assistant', ...message },
  done: false,
  ...rest,
});
const ending = { done: true, done_reason: 'stop', total_duration: 9, ...counts };

it('reads a request as the library sends it', async () => {
  reply = { json: line({ content: 'x' }, ending) };
  await client.chat(request);
  expect(ollama.request(provider.received.at(-1)?.body)).toEqual({
    provider: 'ollama',
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image;base64,iVBO' } },
        ],
      },
      { role: 'assistant', content: '', tool_calls: [call('lookup')] },
      { role: 'tool', tool_call_id: 'lookup', name: 'lookup', content: 'shipped' },
    ],
    modelParameters: { temperature: 0.5, think: true },
  });
});

it('reads a request to generate', () => {
  expect(ollama.request({ model, prompt: 'Once', system: 'Be brief.', options: { num_predict: 9 } })).toEqual({
    provider: 'ollama',
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Once' },
    ],
    modelParameters: { num_predict: 9 },
  });
});

it('reads images as bytes, and calls with an id', () => {
  const lookup = { id: 'call_1', function: { name: 'lookup', arguments: { id: 7 } } };
  const messages = [
    { role: 'user', content: 'What is this?', images: [new Uint8Array(3)] },
    { role: 'assistant', content: '', tool_calls: [lookup] },
    { role: 'tool', content: 'shipped', tool_name: 'lookup', tool_call_id: 'call_1' },
  ];
  expect(ollama.request({ model: 'llava', messages })?.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image;base64,[3 bytes]' } },
      ],
    },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }],
    },
    { role: 'tool', content: 'shipped', name: 'lookup', tool_call_id: 'call_1' },
  ]);
});

it('leaves a request that could be OpenAI’s to that parser', () => {
  expect(ollama.request({ model, messages: [{ role: 'user', content: 'hi' }] })).toBeUndefined();
});

it('reads a result, with thoughts and calls', async () => {
  reply = { json: line({ content: 'One moment.', thinking: 'Hm.', tool_calls: [lookup] }, ending) };
  const id = expect.stringMatching(/^[\w-]{36}$/) as unknown;
  const called = completion({ content: 'One moment.', reasoning_content: 'Hm.', tool_calls: [call(id)] });
  const choices = called.result.choices.map((choice) => ({
    ...choice,
    ...{ finish_reason: 'tool_calls', native_finish_reason: 'stop' },
  }));
  expect(ollama.result(await client.chat(request))).toEqual({ ...called, result: { ...called.result, choices } });
});

it('joins log probabilities', () => {
  const [a, b] = [
    { token: 'On', logprob: -0.1 },
    { token: ' its', logprob: -0.2 },
  ];
  const chunks = [line({ content: 'On' }, { logprobs: [a] }), line({ content: ' its' }, { ...ending, logprobs: [b] })];
  expect(merged(ollama, chunks)?.result).toMatchObject({
    choices: [{ message: { content: 'On its' }, logprobs: { content: [a, b] } }],
  });
});

it('reads a stream', async () => {
  reply = lines([
    line({ content: '', thinking: 'Hm.' }),
    line({ content: 'On its ' }),
    line({ content: 'way.' }),
    line({ content: '' }, ending),
  ]);
  const chunks: unknown[] = [];
  for await (const chunk of await client.chat({ ...request, stream: true })) chunks.push(chunk);
  expect(merged(ollama, chunks)).toEqual(completion({ content: 'On its way.', reasoning_content: 'Hm.' }));
  expect(outputs(ollama, chunks)).toEqual([true, true, true, false]);
  expectPrefixesToGrow(ollama, chunks);
});

it('reads what is generated, whole and streamed', async () => {
  const part = (response: string, rest: object = {}) => ({ model, created_at, response, done: false, ...rest });
  reply = { json: part('On its way.', ending) };
  const generate = { model, prompt: 'Once' };
  expect(ollama.result(await client.generate(generate))).toEqual(completion({ content: 'On its way.' }));
  reply = lines([part('On its '), part('way.'), part('', ending)]);
  const chunks: unknown[] = [];
  for await (const chunk of await client.generate({ ...generate, stream: true })) chunks.push(chunk);
  expect(merged(ollama, chunks)).toEqual(completion({ content: 'On its way.' }));
});

it('reads the usage of an embedding alone', async () => {
  reply = { json: { model, embeddings: [[0.1]], prompt_eval_count: 3 } };
  expect(ollama.result(await client.embed({ model, input: 'x' }))?.result).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 },
  });
});

it('keeps what had arrived of a stream that breaks, and the error', () => {
  expect(merged(ollama, [line({ content: 'On' }), { error: 'out of memory' }])?.result).toMatchObject({
    choices: [{ message: { content: 'On' }, finish_reason: null }],
    error: { message: 'out of memory' },
  });
});

it('grows with each line into the whole, however the server cuts it', () => {
  const piece = fc.record({ content: fc.string({ unit: 'binary' }), thinking: fc.string() });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
      expectPrefixesToGrow(
        ollama,
        pieces.map((message) => line(message)),
      );
    }),
  );
});

it('never throws, whatever it is given', () => {
  const value = line({ content: 'x', thinking: 'y', tool_calls: [lookup] }, ending);
  expectTotal(ollama, {
    requests: [request, { model, prompt: 'x', images: ['x'], options: {} }],
    results: [value],
    streams: [[value, { error: 'x' }]],
  });
});
