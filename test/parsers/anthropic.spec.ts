import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import OpenAI from 'openai';
import { anthropic } from '../../lib/parsers/anthropic.js';
import { errorBody } from '../../lib/parsers/error-body.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const model = 'claude-of-a-test';
const usage = {
  input_tokens: 10,
  cache_read_input_tokens: 100,
  cache_creation_input_tokens: 20,
  output_tokens: 7,
  service_tier: 'standard',
};
const counts = { ...usage, prompt_tokens: 130, completion_tokens: 7, total_tokens: 137 };
const message = (content: object[], stop_reason: string | null, rest: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason,
  stop_sequence: null,
  usage,
  ...rest,
});
const lookup = { type: 'tool_use', id: 'toolu_1', name: 'lookup', input: { id: 7 } };
const call = { id: 'toolu_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } };
const thinking = { type: 'thinking', thinking: 'Look it up.', signature: 'sig' };
const completion = (choice: object, rest: object = {}) => ({
  provider: 'anthropic',
  model,
  result: {
    id: 'msg_1',
    object: 'chat.completion',
    created: expect.closeTo(Date.now() / 1000, -3) as unknown,
    model,
    choices: [{ index: 0, ...choice }],
    usage: counts,
    ...rest,
  },
});

let reply: Reply;
let provider: Provider;
let client: Anthropic;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new Anthropic({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 });
});
afterAll(() => provider.close());

const request = {
  model,
  max_tokens: 100,
  system: [{ type: 'text' as const, text: 'Be brief.' }],
  messages: [
    {
      role: 'user' as const,
      content: [
        { type: 'text' as const, text: 'What is this?' },
        {
          type: 'image' as const,
          source: { type: 'base64' as const, media_type: 'image/png' as const, data: 'iVBO' },
        },
      ],
    },
    {
      role: 'assistant' as const,
      content: [
        { type: 'thinking' as const, thinking: 'Look it up.', signature: 'sig' },
        { type: 'text' as const, text: 'One moment.' },
        { type: 'tool_use' as const, id: 'toolu_1', name: 'lookup', input: { id: 7 } },
      ],
    },
    {
      role: 'user' as const,
      content: [
        { type: 'tool_result' as const, tool_use_id: 'toolu_1', content: [{ type: 'text' as const, text: 'shipped' }] },
        { type: 'text' as const, text: 'So?' },
      ],
    },
  ],
  tools: [{ name: 'lookup', input_schema: { type: 'object' as const } }],
};

describe('a request', () => {
  it('as the library sends it gives messages in OpenAI’s shape, each answer of a tool its own', async () => {
    reply = { json: message([], 'end_turn') };
    await client.messages.create(request);
    expect(anthropic.request(provider.received.at(-1)?.body)).toEqual({
      provider: 'anthropic',
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
          ],
        },
        { role: 'assistant', content: 'One moment.', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'shipped' },
        { role: 'user', content: 'So?' },
      ],
      modelParameters: { max_tokens: 100, tools: request.tools },
    });
  });

  it.each([[''], [null]])('has no message of a system that is %j', (system) => {
    const messages = [{ role: 'user', content: 'hi' }];
    expect(anthropic.request({ ...request, system, messages })?.messages).toEqual(messages);
  });

  it('keeps the id of an uploaded image', () => {
    const image = { type: 'image', source: { type: 'file', file_id: 'file_1' } };
    const messages = [{ role: 'user', content: [image, { type: 'text', text: 'What is this?' }] }];
    expect(anthropic.request({ ...request, system: undefined, messages })?.messages).toEqual(messages);
  });

  it('is told from OpenAI’s by what only Anthropic has', () => {
    const plain = { messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 };
    const registry = new ParserRegistry([], () => undefined);
    const providerOf = (rest: object) => registry.request([{ ...plain, ...rest }])?.provider;
    expect(providerOf({ model: 'gpt-4o' })).toBe('openai');
    expect(providerOf({ model: 'anthropic/claude-sonnet-4' })).toBe('openai');
    expect(providerOf({ model })).toBe('anthropic');
    expect(providerOf({ model: 'proxied', system: 'x' })).toBe('anthropic');
    expect(providerOf({ model: 'proxied', tools: [{ name: 'f', input_schema: {} }] })).toBe('anthropic');
    expect(providerOf({ anthropic_version: 'bedrock-2023-05-31' })).toBe('anthropic');
    expect(providerOf({ model: 'proxied', thinking: { type: 'enabled', budget_tokens: 1024 } })).toBe('anthropic');
    expect(providerOf({ model: 'deepseek-chat', thinking: { type: 'enabled' } })).toBe('openai');
  });

  it.each([{ model }, { model: 'deepseek-chat', thinking: { type: 'enabled' } }])(
    'in OpenAI’s shape keeps its calls and answers, whatever model a gateway has behind it: %j',
    async (rest) => {
      const answer = { role: 'assistant' as const, content: null };
      reply = { json: { id: '1', object: 'chat.completion', choices: [{ index: 0, message: answer }] } };
      const openai = new OpenAI({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 });
      const messages: OpenAI.ChatCompletionMessageParam[] = [
        { role: 'user', content: 'Where is it?' },
        { ...answer, tool_calls: [{ ...call, type: 'function' }] },
        { role: 'tool', tool_call_id: call.id, content: 'shipped' },
      ];
      const tools = [{ type: 'function' as const, function: { name: 'lookup' } }];
      await openai.chat.completions.create({ ...rest, messages, tools });
      const parsed = new ParserRegistry([], () => undefined).request([provider.received.at(-1)?.body]);
      expect(parsed).toMatchObject({ provider: 'openai', model: rest.model, messages });
    },
  );

  it('loses the credentials of its MCP servers', () => {
    const mcp_servers = [{ type: 'url', url: 'https://x', name: 'x', authorization_token: 'secret' }];
    expect(anthropic.request({ ...request, mcp_servers })?.modelParameters).toMatchObject({
      mcp_servers: [{ type: 'url', url: 'https://x', name: 'x' }],
    });
    expect(JSON.stringify(anthropic.request({ ...request, mcp_servers }))).not.toContain('secret');
  });
});

it('reads a result, with thoughts, calls and the tokens of the cache', async () => {
  reply = { json: message([thinking, { type: 'text', text: 'One moment.' }, lookup], 'tool_use') };
  expect(anthropic.result(await client.messages.create(request))).toEqual(
    completion({
      message: {
        role: 'assistant',
        content: 'One moment.',
        reasoning_content: 'Look it up.',
        tool_calls: [call],
      },
      finish_reason: 'tool_calls',
      native_finish_reason: 'tool_use',
    }),
  );
});

const citation = { type: 'web_search_result_location', url: 'https://example.org', cited_text: 'blue' };

it('keeps what a text is taken from, and the word that ended it', async () => {
  const content = [
    { type: 'text', text: 'It is ', citations: null },
    { type: 'text', text: 'blue.', citations: [citation] },
  ];
  reply = { json: message(content, 'stop_sequence', { stop_sequence: 'END' }) };
  expect(anthropic.result(await client.messages.create(request))).toEqual(
    completion({
      message: { role: 'assistant', content: 'It is blue.', citations: [citation] },
      finish_reason: 'stop',
      native_finish_reason: 'stop_sequence',
      stop_sequence: 'END',
    }),
  );
});

describe('a stream', () => {
  const opening = {
    type: 'message_start',
    message: message([], null, { usage: { ...usage, output_tokens: 1 } }),
  };
  const start = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
  const delta = (index: number, part: object) => ({ type: 'content_block_delta', index, delta: part });
  const events = [
    opening,
    { type: 'ping' },
    start(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'Look ' }),
    delta(0, { type: 'thinking_delta', thinking: 'it up.' }),
    delta(0, { type: 'signature_delta', signature: 'sig' }),
    { type: 'content_block_stop', index: 0 },
    start(1, { type: 'text', text: '' }),
    delta(1, { type: 'text_delta', text: 'One ' }),
    delta(1, { type: 'text_delta', text: 'moment.' }),
    start(2, { type: 'tool_use', id: 'toolu_1', name: 'lookup', input: {} }),
    delta(2, { type: 'input_json_delta', partial_json: '{"id"' }),
    delta(2, { type: 'input_json_delta', partial_json: ':7}' }),
    { type: 'content_block_stop', index: 2 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7, input_tokens: null } },
    { type: 'message_stop' },
  ];
  const wire = events.map((event) => [event.type, event] as const);
  const whole = completion({
    message: { role: 'assistant', content: 'One moment.', reasoning_content: 'Look it up.', tool_calls: [call] },
    finish_reason: 'tool_calls',
    native_finish_reason: 'tool_use',
  });

  it('is put together from its events, the last count of tokens the one that holds', async () => {
    reply = { events: wire };
    const chunks: unknown[] = [];
    for await (const event of await client.messages.create({ ...request, stream: true })) chunks.push(event);
    expect(merged(anthropic, chunks)).toEqual(whole);
    expectPrefixesToGrow(anthropic, chunks);
  });

  it.each([
    ['without arguments', {}, '{}'],
    ['with all of them at once', { id: 7 }, '{"id":7}'],
  ])('of a call %s is put together as its result', async (_, input, given) => {
    const stop = { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7 } };
    const called = [start(0, { ...lookup, input }), delta(0, { type: 'input_json_delta', partial_json: '' })];
    const told = [opening, ...called, { type: 'content_block_stop', index: 0 }, stop, { type: 'message_stop' }];
    reply = { events: told.map((event) => [event.type, event] as const) };
    const chunks: unknown[] = [];
    for await (const event of await client.messages.create({ ...request, stream: true })) chunks.push(event);
    expect(merged(anthropic, chunks)?.result).toMatchObject({
      choices: [{ message: { tool_calls: [{ ...call, function: { name: 'lookup', arguments: given } }] } }],
    });
    expectPrefixesToGrow(anthropic, chunks);
  });

  it('keeps what its texts are taken from', async () => {
    const told = [
      opening,
      start(0, { type: 'text', text: '', citations: [] }),
      delta(0, { type: 'citations_delta', citation }),
      delta(0, { type: 'text_delta', text: 'Blue.' }),
      delta(0, { type: 'citations_delta', citation }),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ];
    reply = { events: told.map((event) => [event.type, event] as const) };
    const chunks: unknown[] = [];
    for await (const event of await client.messages.create({ ...request, stream: true })) chunks.push(event);
    expect(merged(anthropic, chunks)?.result).toMatchObject({
      choices: [{ message: { content: 'Blue.', citations: [citation, citation] } }],
    });
    expectPrefixesToGrow(anthropic, chunks);
  });

  it('of a tool that Anthropic runs, and of what it sums up, is put together as its result', () => {
    const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'blue' } };
    const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'https://x.org' }] };
    const summary = { type: 'compaction', content: 'They ask for blue.' };
    const told = [
      opening,
      start(0, { ...summary, content: null }),
      delta(0, { type: 'compaction_delta', content: summary.content }),
      start(1, { ...search, input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '{"query":' }),
      delta(1, { type: 'input_json_delta', partial_json: '"blue"}' }),
      start(2, found),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
    ];
    const parts = [summary, search, found];
    expect(merged(anthropic, told)?.result).toMatchObject({ choices: [{ message: { content: null, parts } }] });
    expect(anthropic.result(message(parts, 'end_turn'))?.result).toMatchObject({ choices: [{ message: { parts } }] });
    const broken = told.filter((_, position) => position !== 5);
    expect(merged(anthropic, broken)?.result).toMatchObject({
      choices: [{ message: { parts: [summary, { ...search, input: '{"query":' }, found] } }],
    });
  });

  it('of the helper is put together the same', async () => {
    reply = { events: wire };
    const chunks: unknown[] = [];
    for await (const event of client.messages.stream(request)) chunks.push(event);
    expect(merged(anthropic, chunks)).toEqual(whole);
  });

  it('shows output in thoughts, texts and calls, and in no other event', () => {
    const shown = events.filter((_, position) => outputs(anthropic, events)[position]);
    expect(shown).toEqual([...events.slice(3, 5), ...events.slice(8, 13)]);
  });

  it('that breaks keeps what had arrived, and the error', () => {
    const failed = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(merged(anthropic, [...events.slice(0, 9), failed])).toEqual(
      completion(
        {
          message: { role: 'assistant', content: 'One ', reasoning_content: 'Look it up.' },
          finish_reason: null,
        },
        {
          usage: { ...counts, output_tokens: 1, completion_tokens: 1, total_tokens: 131 },
          error: { type: 'overloaded_error', message: 'Overloaded' },
        },
      ),
    );
  });

  it('of which nothing has arrived has no result', () => {
    expect(merged(anthropic, [opening])).toBeUndefined();
  });

  it('grows with each event into the whole, however the server cuts it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => delta(0, { type: 'text_delta', text })),
      fc.string({ unit: 'binary' }).map((partial_json) => delta(1, { type: 'input_json_delta', partial_json })),
      fc.string().map((thinking) => delta(2, { type: 'thinking_delta', thinking })),
    );
    const blocks = [start(0, { type: 'text', text: '' }), start(1, { ...lookup, input: {} }), start(2, thinking)];
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expectPrefixesToGrow(anthropic, [opening, ...blocks, ...pieces]);
      }),
    );
  });
});

it('fails with an API error, whose body tells message and type', async () => {
  const body = { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } };
  reply = { status: 401, json: body };
  await expect(client.messages.create(request)).rejects.toMatchObject({ status: 401, error: body });
  expect(errorBody(body)).toEqual({ type: 'authentication_error', message: 'invalid x-api-key' });
});

it('never throws, whatever it is given', () => {
  expectTotal(anthropic, {
    requests: [request],
    results: [message([thinking, { type: 'text', text: 'x' }, lookup], 'end_turn')],
    streams: [
      [
        { type: 'message_start', message: message([], null) },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
        { type: 'error', error: { message: 'x' } },
      ],
    ],
  });
});
