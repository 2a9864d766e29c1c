import OpenAI from 'openai';
import Together from 'together-ai';
import { openaiCompletions } from '../../lib/parsers/openai-completions.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const head = { id: 'cmpl-1', object: 'text_completion', created: 1_700_000_000, model: 'gpt-3.5-turbo-instruct' };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const choice = (index: number, text: string, finish_reason: string | null, logprobs: object | null = null) => ({
  index,
  text,
  logprobs,
  finish_reason,
});
const tokens = (...names: string[]) => ({ tokens: names, token_logprobs: names.map(() => -0.5) });

let reply: Reply;
let provider: Provider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
afterAll(() => provider.close());

it('reads a request, each prompt as a user message', () => {
  const body = { model: 'gpt-3.5-turbo-instruct', prompt: ['Once', 'Twice'], max_tokens: 5, stream: false };
  expect(openaiCompletions.request(body)).toEqual({
    provider: 'openai',
    model: 'gpt-3.5-turbo-instruct',
    messages: [
      { role: 'user', content: 'Once' },
      { role: 'user', content: 'Twice' },
    ],
    modelParameters: { max_tokens: 5 },
  });
  expect(openaiCompletions.request({ model: 'm', prompt: [1, 2] })?.messages).toEqual([
    { role: 'user', content: '[1,2]' },
  ]);
  expect(openaiCompletions.request({ model: 'm', prompt: { id: 'template' } })).toBeUndefined();
});

it('reads a result', async () => {
  reply = { json: { ...head, choices: [choice(0, ' upon', 'length'), choice(1, ' a', 'stop')], usage } };
  const value = await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once' });
  expect(openaiCompletions.result(value)).toEqual({ provider: 'openai', model: head.model, result: reply.json });
});

it('reads what Together calls a text completion', async () => {
  const together = new Together({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  const done = { ...choice(0, ' upon', 'eos'), seed: 7 };
  reply = { json: { ...head, object: 'text.completion', choices: [done], prompt: [], usage } };
  const value = await together.completions.create({ model: head.model, prompt: 'Once' });
  expect(openaiCompletions.result(value)?.result).toMatchObject({
    ...head,
    choices: [{ ...done, finish_reason: 'stop', native_finish_reason: 'eos' }],
    usage,
  });
});

it('reads a stream, each choice for itself', async () => {
  const events = [
    { ...head, choices: [choice(0, ' upon', null, tokens(' upon'))] },
    { ...head, choices: [choice(1, ' in', null)] },
    { ...head, choices: [choice(0, ' a', null, tokens(' a'))] },
    { ...head, choices: [choice(0, '', 'stop')] },
    { ...head, choices: [choice(1, ' time', 'length')] },
    { ...head, choices: [], usage },
  ];
  reply = { events: [...events, '[DONE]'] };
  const stream = await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once', stream: true });
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);

  expect(merged(openaiCompletions, chunks)).toEqual({
    provider: 'openai',
    model: head.model,
    result: {
      ...head,
      choices: [choice(0, ' upon a', 'stop', tokens(' upon', ' a')), choice(1, ' in time', 'length')],
      usage,
    },
  });
  expect(outputs(openaiCompletions, chunks)).toEqual([true, true, true, false, true, false]);
  expectPrefixesToGrow(openaiCompletions, chunks);
});

it('keeps what had arrived of a stream that breaks, and the error', () => {
  const broken = { error: { message: 'engine died', type: 'InternalServerError', code: 500 } };
  const said = {
    ...{ id: 'c', object: 'text_completion', created: 1, model: 'm' },
    choices: [{ index: 0, text: 'On' }],
  };
  expect(merged(openaiCompletions, [said, broken])?.result).toMatchObject({
    choices: [{ text: 'On', finish_reason: null }],
    error: { message: 'engine died', type: 'InternalServerError', code: '500' },
  });
});

it('never throws, whatever it is given', () => {
  const value = { ...head, choices: [choice(0, 'x', 'stop', tokens('x'))], usage };
  expectTotal(openaiCompletions, {
    requests: [{ model: 'm', prompt: ['x', 'y'], max_tokens: 1 }],
    results: [value],
    streams: [[value, value]],
  });
});
