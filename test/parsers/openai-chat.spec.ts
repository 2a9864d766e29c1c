import fc from 'fast-check';
import OpenAI from 'openai';
import { openaiChat } from '../../lib/parsers/openai-chat.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const head = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'gpt-4o-2024-08-06' };
const usage = {
  prompt_tokens: 12,
  completion_tokens: 5,
  total_tokens: 17,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 3 },
};
const completion = (...choices: object[]) => ({ ...head, object: 'chat.completion', choices, usage });
const chunk = (choices: object[], rest: object = {}) => ({
  ...head,
  object: 'chat.completion.chunk',
  choices,
  usage: null,
  ...rest,
});
const delta = (delta: object, index = 0, finish_reason: string | null = null) => ({ index, delta, finish_reason });

let reply: Reply;
let provider: Provider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
afterAll(() => provider.close());

const request = {
  model: 'gpt-4o',
  messages: [{ role: 'user' as const, content: 'Where is my order?' }],
};

async function collect(chunks: object[], params: object = {}): Promise<unknown[]> {
  reply = { events: [...chunks, '[DONE]'] };
  const stream = await client.chat.completions.create({ ...request, ...params, stream: true });
  const received: unknown[] = [];
  for await (const part of stream) received.push(part);
  return received;
}

describe('a request', () => {
  it('gives model, messages, and every other parameter but what steers the client', () => {
    const body = {
      ...request,
      temperature: 0.2,
      max_completion_tokens: 100,
      tools: [{ type: 'function', function: { name: 'lookup', parameters: {} } }],
      user: undefined,
      stream: true,
      stream_options: { include_usage: true },
      signal: new AbortController().signal,
      headers: { authorization: 'secret' },
      onChunk: () => undefined,
    };
    expect(openaiChat.request(body)).toEqual({
      provider: 'openai',
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Where is my order?' }],
      modelParameters: {
        temperature: 0.2,
        max_completion_tokens: 100,
        tools: [{ type: 'function', function: { name: 'lookup', parameters: {} } }],
        stream_options: { include_usage: true },
      },
    });
  });

  it('keeps tool calls, their answers and image parts in messages, and gives developers the system role', () => {
    const calls = [{ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }];
    const image = { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } };
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', name: 'ann', content: [{ type: 'text', text: 'What is this?' }, image] },
      { role: 'assistant', tool_calls: calls },
      { role: 'tool', tool_call_id: 'call_1', content: 'shipped' },
      { role: 'assistant', content: null, refusal: 'No.' },
    ];
    expect(openaiChat.request({ model: 'gpt-4o', messages })?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', name: 'ann', content: [{ type: 'text', text: 'What is this?' }, image] },
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'call_1', content: 'shipped' },
      { role: 'assistant', content: 'No.' },
    ]);
  });

  it('turns the function call of the first models into a tool call and its answer', () => {
    const messages = [
      { role: 'assistant', content: null, function_call: { name: 'lookup', arguments: '{}' } },
      { role: 'function', name: 'lookup', content: 'shipped' },
    ];
    expect(openaiChat.request({ model: 'gpt-4-0613', messages })?.messages).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'lookup', type: 'function', function: { name: 'lookup', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'lookup', name: 'lookup', content: 'shipped' },
    ]);
  });

  it('drops the credentials that a request carries for the servers of its tools', () => {
    const tools = [{ type: 'mcp', server_url: 'https://x', authorization: 'secret', headers: { 'x-key': 'secret' } }];
    const parameters = openaiChat.request({ ...request, tools })?.modelParameters;
    expect(parameters).toEqual({ tools: [{ type: 'mcp', server_url: 'https://x' }] });
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ model: 'm' }],
    [{ messages: [] }],
    [{ model: {}, messages: [] }],
  ])('is not seen in %j', (value) => {
    expect(openaiChat.request(value)).toBeUndefined();
  });
});

describe('a result', () => {
  it('passes through with its details', async () => {
    const message = { role: 'assistant', content: 'On its way.', refusal: null, annotations: [] };
    const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' };
    reply = { json: { ...completion(choice), service_tier: 'default', system_fingerprint: 'fp' } };
    const value = await client.chat.completions.create(request);
    expect(openaiChat.result(value)).toEqual({ provider: 'openai', model: head.model, result: reply.json });
  });

  it('keeps two choices, tool calls and reasoning apart', async () => {
    const calls = [{ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }];
    reply = {
      json: completion(
        { index: 0, message: { role: 'assistant', content: 'A' }, finish_reason: 'length' },
        {
          index: 1,
          message: { role: 'assistant', content: null, reasoning_content: 'Hm.', tool_calls: calls },
          finish_reason: 'tool_calls',
        },
      ),
    };
    const value = await client.chat.completions.create({ ...request, n: 2 });
    expect(openaiChat.result(value)).toEqual({ provider: 'openai', model: head.model, result: reply.json });
  });

  it('of parse() keeps what was parsed', async () => {
    const message = { role: 'assistant', content: '{"eta":3}' };
    reply = { json: completion({ index: 0, message, finish_reason: 'stop' }) };
    const schema = { type: 'object', properties: { eta: { type: 'number' } } };
    const value = await client.chat.completions.parse({
      ...request,
      response_format: { type: 'json_schema', json_schema: { name: 'eta', schema } },
    });
    const parsed = openaiChat.result(value)?.result;
    expect(parsed).toMatchObject({
      choices: [{ message: { role: 'assistant', content: '{"eta":3}', parsed: { eta: 3 } } }],
      usage,
    });
  });

  it('has no usage where the server told none, and a model, id and time of its own where they are missing', () => {
    const choices = [{ message: { content: 'hi' }, finish_reason: 'eos' }];
    expect(openaiChat.result({ choices })).toEqual({
      provider: 'openai',
      result: {
        id: expect.stringMatching(/^[\w-]{36}$/) as unknown,
        object: 'chat.completion',
        created: expect.closeTo(Date.now() / 1000, -3) as unknown,
        model: 'unknown',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'hi' },
            finish_reason: 'stop',
            native_finish_reason: 'eos',
          },
        ],
      },
    });
  });

  it('with content in parts has their text, thoughts apart', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'On its ' },
      { type: 'text', text: 'way.' },
    ];
    const value = completion({ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' });
    expect(openaiChat.result(value)?.result).toMatchObject({
      choices: [{ message: { role: 'assistant', content: 'On its way.', reasoning_content: 'Hm.' } }],
    });
  });

  it('keeps what of the content is no text', () => {
    const others = [
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      { type: 'reference', reference_ids: [1] },
    ];
    const content = [{ type: 'text', text: 'On its way.' }, ...others];
    const value = completion({ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' });
    const said = { choices: [{ message: { content: 'On its way.', parts: others } }] };
    expect(openaiChat.result(value)?.result).toMatchObject(said);
    expect(merged(openaiChat, [chunk([delta({ content })])])?.result).toMatchObject(said);
  });

  it('may have choices without a message, or none, where a filter kept them back', () => {
    const kept = { index: 0, finish_reason: 'content_filter', content_filter_results: { hate: { filtered: true } } };
    const told = { index: 1, message: { role: 'assistant', content: 'On its way.' }, finish_reason: 'stop' };
    expect(openaiChat.result(completion(kept, told))?.result).toMatchObject({
      choices: [{ ...kept, message: { role: 'assistant', content: null } }, told],
      usage,
    });
    const { choices: _, ...none } = completion();
    expect(openaiChat.result(none)?.result).toMatchObject({ choices: [], usage });
    expect(openaiChat.result({ ...none, choices: null })?.result).toMatchObject({ choices: [], usage });
  });

  it('has the error that ended its choice, and the reason of its end where Bedrock’s Mistral has it', () => {
    const message = { role: 'assistant', content: 'On its' };
    const broken = { index: 0, message, finish_reason: 'error', error: { code: 502, message: 'gone' } };
    expect(openaiChat.result(completion(broken))?.result).toMatchObject({ error: { message: 'gone', code: '502' } });
    expect(openaiChat.result({ choices: [{ index: 0, message, stop_reason: 'length' }] })?.result).toMatchObject({
      choices: [{ finish_reason: 'length' }],
    });
  });

  it('is read where Perplexity puts an empty delta beside its message, whole and streamed', () => {
    const answer = { index: 0, message: { role: 'assistant', content: 'On its way.' }, finish_reason: 'stop' };
    const empty = completion({ ...answer, delta: { role: 'assistant', content: '' } });
    expect(openaiChat.result(empty)?.result).toEqual(completion(answer));
    const pieces = ['On its ', 'way.'].map((content, position) => ({
      ...{ ...head, object: 'chat.completion', citations: position === 0 ? [] : ['https://example.org'] },
      choices: [{ ...delta({ role: 'assistant', content }), message: { role: 'assistant', content: 'On its way.' } }],
    }));
    expect(merged(openaiChat, pieces)?.result).toMatchObject({
      choices: [{ message: { content: 'On its way.' } }],
      citations: ['https://example.org'],
    });
    expectPrefixesToGrow(openaiChat, pieces);
  });

  it('counts thoughts among what was generated, where they are in the total alone', () => {
    const completion_tokens_details = { reasoning_tokens: 94 };
    const counts = { prompt_tokens: 32, completion_tokens: 9, total_tokens: 135, completion_tokens_details };
    const value = { ...completion({ index: 0, message: { content: 'x' } }), usage: counts };
    expect(openaiChat.result(value)?.result.usage).toEqual({ ...counts, completion_tokens: 103 });
    const among = { ...counts, completion_tokens: 103 };
    expect(openaiChat.result({ ...value, usage: among })?.result.usage).toEqual(among);
  });

  it.each([
    [undefined],
    ['text'],
    [{}],
    [{ choices: [] }],
    [{ choices: [{ text: 'x' }] }],
    [{ error: { message: 'x' } }],
  ])('is not seen in %j', (value) => {
    expect(openaiChat.result(value)).toBeUndefined();
  });
});

describe('a stream', () => {
  const text = [
    chunk([delta({ role: 'assistant', content: '', refusal: null })]),
    chunk([delta({ content: 'On its ' })]),
    chunk([delta({ content: 'way.' })]),
    chunk([delta({}, 0, 'stop')]),
  ];
  const said = [{ index: 0, message: { role: 'assistant', content: 'On its way.' }, finish_reason: 'stop' }];

  it('has no usage where none was asked for', async () => {
    const chunks = await collect(text);
    expect(merged(openaiChat, chunks)).toEqual({
      provider: 'openai',
      model: head.model,
      result: { ...head, object: 'chat.completion', choices: said },
    });
  });

  it('has the usage of its last chunk', async () => {
    const chunks = await collect([...text, chunk([], { usage })], { stream_options: { include_usage: true } });
    expect(merged(openaiChat, chunks)).toEqual({
      provider: 'openai',
      model: head.model,
      result: { ...head, object: 'chat.completion', choices: said, usage },
    });
  });

  it('has the usage where Groq puts it', async () => {
    const chunks = await collect([...text, chunk([delta({}, 0, 'stop')], { x_groq: { id: 'req', usage } })]);
    expect(merged(openaiChat, chunks)?.result).toEqual({ ...head, object: 'chat.completion', choices: said, usage });
  });

  it('shows output in the chunks that carry content, reasoning or a call, and in no other', async () => {
    const chunks = await collect([
      ...text,
      chunk([delta({ reasoning_content: 'Hm.' })]),
      chunk([delta({ tool_calls: [{ index: 0, function: { arguments: '{' } }] })]),
      chunk([], { usage }),
    ]);
    expect(outputs(openaiChat, chunks)).toEqual([false, true, true, false, true, true, false]);
  });

  it('keeps two choices apart, with the finish reason of each', async () => {
    const chunks = await collect([
      chunk([delta({ role: 'assistant', content: 'A' }, 1)]),
      chunk([delta({ role: 'assistant', content: 'x' }, 0)]),
      chunk([delta({ content: 'B' }, 1)]),
      chunk([delta({}, 1, 'length')]),
      chunk([delta({ content: 'y' }, 0)]),
      chunk([delta({}, 0, 'stop')]),
      chunk([], { usage }),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({
      choices: [
        { index: 0, message: { role: 'assistant', content: 'xy' }, finish_reason: 'stop' },
        { index: 1, message: { role: 'assistant', content: 'AB' }, finish_reason: 'length' },
      ],
      usage,
    });
  });

  it('puts tool calls together by their index', async () => {
    const call = (index: number, rest: object) => chunk([delta({ tool_calls: [{ index, ...rest }] })]);
    const chunks = await collect([
      chunk([delta({ role: 'assistant', content: null })]),
      call(0, { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '' } }),
      call(0, { function: { arguments: '{"id"' } }),
      call(1, { id: 'call_2', type: 'function', function: { name: 'weather', arguments: '{}' } }),
      call(0, { function: { arguments: ':7}' } }),
      chunk([delta({}, 0, 'tool_calls')]),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } },
              { id: 'call_2', type: 'function', function: { name: 'weather', arguments: '{}' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  it('gives a call without arguments none, as a result does', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'now', arguments: '' } };
    const tool_calls = [{ ...call, function: { name: 'now', arguments: '{}' } }];
    const chunks = await collect([
      chunk([delta({ role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] })]),
      chunk([delta({}, 0, 'tool_calls')]),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({ choices: [{ message: { tool_calls } }] });
    expectPrefixesToGrow(openaiChat, chunks);
    const choice = { index: 0, message: { role: 'assistant', content: null, tool_calls: [call] } };
    expect(openaiChat.result({ object: 'chat.completion', choices: [choice] })?.result).toMatchObject({
      choices: [{ message: { tool_calls } }],
    });
  });

  it('has no call where a server writes out that there is none', async () => {
    const none = { role: 'assistant', function_call: null, tool_calls: null, audio: null };
    const chunks = await collect([
      chunk([delta({ ...none, content: 'On its way.' })]),
      chunk([delta({ ...none, content: null, tool_calls: [{ index: 0, id: null, function: null }] }, 0, 'stop')]),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({ choices: said });
    const message = { role: 'assistant', content: 'On its way.' };
    expect(merged(openaiChat, chunks)?.result).toHaveProperty('choices.0.message', message);
    expect(outputs(openaiChat, chunks)).toEqual([true, false]);
  });

  it('tells calls apart by id where a server leaves the index out', () => {
    const call = (id: string) => chunk([delta({ tool_calls: [{ id, function: { name: 'f', arguments: '{}' } }] })]);
    expect(merged(openaiChat, [call('a'), call('b')])?.result).toMatchObject({
      choices: [{ message: { tool_calls: [{ id: 'a' }, { id: 'b' }] } }],
    });
  });

  it('puts calls together whose pieces come by turns, under one index or none', () => {
    for (const index of [0, undefined]) {
      const piece = (id: string, name: string | undefined, args: string) => ({
        ...{ index, id },
        function: { name, arguments: args },
      });
      const chunks = [
        chunk([delta({ tool_calls: [piece('a', 'f', '{"x"'), piece('b', 'g', '{"y"')] })]),
        chunk([delta({ tool_calls: [piece('a', undefined, ':1}'), piece('b', undefined, ':2}')] })]),
      ];
      const calls = [
        { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: 'b', type: 'function', function: { name: 'g', arguments: '{"y":2}' } },
      ];
      expect(merged(openaiChat, chunks)?.result).toMatchObject({ choices: [{ message: { tool_calls: calls } }] });
    }
  });

  it('tells calls apart by name where a server leaves out the id, and repeats the index', () => {
    const call = (name: string, args: string) => ({ index: 0, function: { name, arguments: args } });
    const calls = [call('f', '{"x":'), call('', '1}'), call('g', '{}')];
    expect(merged(openaiChat, [chunk([delta({ tool_calls: calls })])])?.result).toMatchObject({
      choices: [
        {
          message: {
            tool_calls: [
              { function: { name: 'f', arguments: '{"x":1}' } },
              { function: { name: 'g', arguments: '{}' } },
            ],
          },
        },
      ],
    });
  });

  it('keeps what stands beside a delta, and all of the lists in deltas', async () => {
    const details = (...reasoning_details: object[]) => chunk([delta({ content: '', reasoning_details })]);
    const thought = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
    const cited = [1, 2].map((start_index) => ({ type: 'url_citation', url_citation: { start_index } }));
    const chunks = await collect([
      details({ ...thought, text: 'Look ' }),
      details({ ...thought, text: 'it up.' }),
      details({ ...thought, signature: 'sig' }, { type: 'reasoning.encrypted', data: 'x', index: 1 }),
      ...cited.map((annotation) => chunk([delta({ content: 'x', annotations: [annotation] })])),
      chunk([{ ...delta({}, 0, 'stop'), native_finish_reason: 'STOP', content_filter_results: { hate: {} } }]),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({
      choices: [
        {
          message: {
            content: 'xx',
            reasoning_details: [
              { ...thought, text: 'Look it up.', signature: 'sig' },
              { type: 'reasoning.encrypted', data: 'x', index: 1 },
            ],
            annotations: cited,
          },
          finish_reason: 'stop',
          native_finish_reason: 'STOP',
          content_filter_results: { hate: {} },
        },
      ],
    });
    expectPrefixesToGrow(openaiChat, chunks);
  });

  it('does not take for the answer the piece of it that Together puts beside a delta', () => {
    const chunks = ['On its ', 'way.'].map((text) => chunk([{ ...delta({ content: text }), text }]));
    const choices = [{ index: 0, message: { role: 'assistant', content: 'On its way.' }, finish_reason: null }];
    expect(merged(openaiChat, chunks)?.result).toMatchObject({ choices });
    expect(merged(openaiChat, chunks)?.result).not.toHaveProperty('choices.0.text');
  });

  it('joins log probabilities, refusals and the transcript of sound', async () => {
    const [a, b] = [
      { token: 'On', logprob: -0.1 },
      { token: ' its', logprob: -0.2 },
    ];
    const chunks = await collect([
      chunk([{ ...delta({ refusal: 'I ', audio: { id: 'au', transcript: 'so' } }), logprobs: { content: [a] } }]),
      chunk([{ ...delta({ refusal: 'won’t.', audio: { transcript: 'und' } }), logprobs: { content: [b] } }]),
    ]);
    expect(merged(openaiChat, chunks)?.result).toMatchObject({
      choices: [
        {
          message: { content: null, refusal: 'I won’t.', audio: { transcript: 'sound' } },
          logprobs: { content: [a, b] },
        },
      ],
    });
  });

  it('keeps the id of its sound, by which a later message tells of it', () => {
    const sound = (audio: object) => chunk([delta({ audio })]);
    const chunks = [sound({ id: 'au', transcript: 'so' }), sound({ data: 'AAAA' }), sound({ expires_at: 7 })];
    expect(merged(openaiChat, chunks)?.result).toMatchObject({
      choices: [{ message: { audio: { id: 'au', transcript: 'so', expires_at: 7 } } }],
    });
    expect(merged(openaiChat, chunks)?.result).not.toHaveProperty('choices.0.message.audio.data');
    expect(outputs(openaiChat, chunks)).toEqual([true, true, false]);
  });

  it('has no padding', () => {
    const padded = text.map((piece) => ({ ...piece, obfuscation: 'abc', p: 'abcdef' }));
    expect(merged(openaiChat, padded)?.result).toEqual({ ...head, object: 'chat.completion', choices: said });
  });

  it('of Azure is known by its first chunk, which has neither id nor model', () => {
    const opening = { id: '', model: '', created: 0, object: '', choices: [], prompt_filter_results: [{}] };
    expect(merged(openaiChat, [opening, ...text])?.result).toMatchObject({ ...head, choices: said });
  });

  it('that breaks with an error keeps what had arrived, and the error', () => {
    const failed = { error: { message: 'overloaded', type: 'server_error', code: 503 } };
    expect(merged(openaiChat, [...text.slice(0, 2), failed])?.result).toMatchObject({
      choices: [{ message: { content: 'On its ' }, finish_reason: null }],
      error: { message: 'overloaded', type: 'server_error', code: '503' },
    });
  });

  it('that Mistral or vLLM breaks off keeps what had arrived, and the error', () => {
    const failed = { object: 'error', message: 'engine died', type: 'InternalServerError', param: null, code: 500 };
    expect(merged(openaiChat, [...text.slice(0, 2), failed])?.result).toEqual({
      ...{ ...head, object: 'chat.completion' },
      choices: [{ index: 0, message: { role: 'assistant', content: 'On its ' }, finish_reason: null }],
      error: { message: 'engine died', type: 'InternalServerError', code: '500' },
    });
  });

  it('that Groq stopped early keeps what had arrived, and the error', () => {
    const stopped = chunk([], { x_groq: { id: 'req', error: 'over capacity' } });
    expect(merged(openaiChat, [...text.slice(0, 2), stopped])?.result).toMatchObject({
      choices: [{ message: { content: 'On its ' } }],
      error: { message: 'over capacity' },
    });
  });

  it('of which nothing has arrived has no result', () => {
    expect(merged(openaiChat, [chunk([])])).toBeUndefined();
  });

  it.each([
    [undefined],
    ['text'],
    [{}],
    [{ choices: [] }],
    [{ choices: [{ text: 'x' }] }],
    [{ type: 'message_start' }],
  ])('is not seen in %j', (value) => {
    expect(openaiChat.stream(value)).toBeUndefined();
  });

  it('grows with each chunk into the whole, however the server cuts it', () => {
    const piece = fc.record({
      index: fc.nat(2),
      content: fc.option(fc.string({ unit: 'binary' })),
      reasoning_content: fc.string(),
      tool_calls: fc.array(
        fc.record({ index: fc.constant(0), function: fc.record({ arguments: fc.string({ unit: 'binary' }) }) }),
      ),
    });
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 3 }), { minLength: 1, maxLength: 8 }), (pieces) => {
        const chunks = pieces.map((choices) => chunk(choices.map(({ index, ...rest }) => delta(rest, index))));
        expectPrefixesToGrow(openaiChat, chunks);
        const whole = merged(openaiChat, chunks)?.result;
        for (const index of new Set(pieces.flat().map((choice) => choice.index))) {
          const own = pieces.flat().filter((choice) => choice.index === index);
          const content = own.map((choice) => choice.content ?? '').join('');
          const choices = (whole as { choices: { index: number; message: { content: string | null } }[] }).choices;
          expect(choices.find((choice) => choice.index === index)?.message.content ?? '').toBe(content);
        }
      }),
    );
  });
});

it('fails with an API error, whose body tells message, type and code', async () => {
  reply = { status: 404, json: { error: { message: 'no such model', type: 'invalid_request_error', code: 'nf' } } };
  await expect(client.chat.completions.create(request)).rejects.toMatchObject({ status: 404, code: 'nf' });
});

it('never throws, whatever it is given', () => {
  const call = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
  expectTotal(openaiChat, {
    requests: [{ ...request, tools: [{ type: 'function', function: { name: 'f' } }] }],
    results: [completion({ index: 0, message: { role: 'assistant', content: 'x', tool_calls: [call] } })],
    streams: [
      [
        chunk([{ ...delta({ role: 'assistant', content: 'x', tool_calls: [call] }), logprobs: { content: [{}] } }]),
        chunk([delta({ content: [{ type: 'text', text: 'y' }], function_call: { name: 'f' } }, 1, 'stop')], { usage }),
        { error: { message: 'x' } },
      ],
    ],
  });
});
