import fc from 'fast-check';
import OpenAI from 'openai';
import { openaiResponses } from '../../lib/parsers/openai-responses.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { merged, outputs } from './stream-prefixes.js';

const message = (text: string, status = 'completed') => ({
  type: 'message',
  id: 'msg_1',
  status,
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'lookup', arguments: '{"id":7}' };
const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 17,
};
const response = (output: object[], rest: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  model: 'gpt-4o-2024-08-06',
  output,
  usage,
  ...rest,
});

let reply: Reply;
let provider: Provider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
afterAll(() => provider.close());

describe('a request', () => {
  it('gives its instructions and its text as messages', () => {
    const body = { model: 'gpt-4o', instructions: 'Be brief.', input: 'Hi', temperature: 0, stream: true };
    expect(openaiResponses.request(body)).toEqual({
      provider: 'openai',
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      modelParameters: { temperature: 0 },
    });
  });

  it('gives its items as messages, tool calls and their answers among them', () => {
    const input = [
      { role: 'developer', content: 'Be brief.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is this?' },
          { type: 'input_image', image_url: 'https://example.org/a.png', detail: 'low' },
          { type: 'input_file', file_id: 'file_1' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Look it up.' }] },
      { type: 'reasoning', id: 'rs_2', summary: [] },
      call,
      { type: 'function_call_output', call_id: 'call_1', output: 'shipped' },
      { type: 'item_reference', id: 'msg_0' },
    ];
    expect(openaiResponses.request({ model: 'gpt-4o', input })?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
          { type: 'input_file', file_id: 'file_1' },
        ],
      },
      { role: 'assistant', content: 'Look it up.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'shipped' },
      { role: 'assistant', content: '{"type":"item_reference","id":"msg_0"}' },
    ]);
  });

  it('gives each call that the app answers as a call, and its answer under the same id', () => {
    const commands = { commands: ['ls'] };
    const operation = { type: 'delete_file', path: 'a' };
    const image = { type: 'computer_screenshot', image_url: 'https://example.org/a.png' };
    const search = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
    const input = [
      { type: 'shell_call', call_id: 'c1', action: commands },
      { type: 'shell_call_output', call_id: 'c1', output: [{ stdout: 'a', stderr: '' }] },
      { type: 'computer_call', id: 'cu', call_id: 'c2', action: { type: 'screenshot' } },
      { type: 'computer_call_output', call_id: 'c2', output: image },
      { type: 'apply_patch_call', call_id: 'c3', operation, status: 'completed' },
      { type: 'apply_patch_call_output', call_id: 'c3', status: 'failed' },
      { type: 'local_shell_call_output', id: 'c4', output: 'b' },
      search,
    ];
    const asked = (id: string, name: string, given: object) => ({
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(given) } }],
    });
    const told = (tool_call_id: string, content: string) => ({ role: 'tool', tool_call_id, content });
    expect(openaiResponses.request({ model: 'gpt-5', input })?.messages).toEqual([
      asked('c1', 'shell', commands),
      told('c1', '[{"stdout":"a","stderr":""}]'),
      asked('c2', 'computer', { type: 'screenshot' }),
      told('c2', JSON.stringify(image)),
      asked('c3', 'apply_patch', operation),
      told('c3', 'failed'),
      told('c4', 'b'),
      { role: 'assistant', content: JSON.stringify(search) },
    ]);
  });

  it('may go on with what OpenAI keeps, without an input', () => {
    const body = { model: 'gpt-5', previous_response_id: 'resp_0' };
    const known = { provider: 'openai', model: 'gpt-5', modelParameters: { previous_response_id: 'resp_0' } };
    expect(openaiResponses.request(body)).toEqual(known);
    expect(openaiResponses.request({ ...body, instructions: 'Be brief.' })).toEqual({
      ...known,
      messages: [{ role: 'system', content: 'Be brief.' }],
    });
  });

  it('may be no more than a prompt that OpenAI keeps', async () => {
    reply = { json: response([message('On its way.')]) };
    const prompt = { id: 'pmpt_1', variables: { order: '7' } };
    await client.responses.create({ prompt, temperature: 0.3 });
    const parsed = { provider: 'openai', modelParameters: { prompt, temperature: 0.3 } };
    expect(openaiResponses.request(provider.received.at(-1)?.body)).toEqual(parsed);
    expect(openaiResponses.request({ model: 'gpt-4o', prompt, instructions: 'Be brief.' })).toEqual({
      ...{ provider: 'openai', model: 'gpt-4o', modelParameters: { prompt } },
      messages: [{ role: 'system', content: 'Be brief.' }],
    });
  });

  it.each([
    [undefined],
    [{}],
    [{ model: 'm' }],
    [{ model: 'm', prompt: { id: 7 } }],
    [{ prompt: { id: 'greeting' }, temperature: 1 }],
    [{ input: 'x' }],
    [{ model: 'm', input: ['x'] }],
    [{ model: 'm', input: 7 }],
  ])('is not seen in %j', (value) => {
    expect(openaiResponses.request(value)).toBeUndefined();
  });
});

describe('a result', () => {
  it('stays as it is', async () => {
    reply = { json: response([message('On its way.'), call]) };
    const value = await client.responses.create({ model: 'gpt-4o', input: 'Hi' });
    expect(openaiResponses.result(value)).toEqual({
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      result: { ...response([message('On its way.'), call]), output_text: 'On its way.' },
    });
  });

  it('loses the credentials of its tools', () => {
    const tools = [{ type: 'mcp', server_label: 'crm', authorization: 'secret' }];
    expect(openaiResponses.result(response([], { tools }))?.result).toEqual(
      response([], { tools: [{ type: 'mcp', server_label: 'crm' }] }),
    );
  });

  it.each([[undefined], [{}], [{ object: 'response' }], [{ object: 'chat.completion', choices: [] }]])(
    'is not seen in %j',
    (value) => {
      expect(openaiResponses.result(value)).toBeUndefined();
    },
  );
});

describe('a stream', () => {
  const started = response([], { status: 'in_progress', usage: null });
  const whole = response([message('On its way.'), call]);
  const at = <T extends object>(output_index: number, rest: T) => ({ output_index, item_id: 'x', ...rest });
  const events = [
    { type: 'response.created', response: started },
    at(0, { type: 'response.output_item.added', item: { ...message('', 'in_progress'), content: [] } }),
    at(0, { type: 'response.content_part.added', content_index: 0, part: { type: 'output_text', text: '' } }),
    at(0, { type: 'response.output_text.delta', content_index: 0, delta: 'On its ' }),
    at(0, { type: 'response.output_text.delta', content_index: 0, delta: 'way.' }),
    at(0, { type: 'response.output_item.done', item: message('On its way.') }),
    at(1, { type: 'response.output_item.added', item: { ...call, arguments: '' } }),
    at(1, { type: 'response.function_call_arguments.delta', delta: '{"id"' }),
    at(1, { type: 'response.function_call_arguments.delta', delta: ':7}' }),
    at(1, { type: 'response.output_item.done', item: call }),
    { type: 'response.completed', response: whole },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));

  async function received(): Promise<unknown[]> {
    reply = { events: events.map((event) => [event.type, event] as const) };
    const stream = await client.responses.create({ model: 'gpt-4o', input: 'Hi', stream: true });
    const chunks: unknown[] = [];
    for await (const event of stream) chunks.push(event);
    return chunks;
  }

  it('has the whole response of its end', async () => {
    expect(merged(openaiResponses, await received())).toEqual({
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      result: whole,
    });
  });

  it('has what came before where the end repeats nothing of it', async () => {
    const empty = { type: 'response.completed', response: response([]) };
    const chunks = [...(await received()).slice(0, -1), empty];
    expect(merged(openaiResponses, chunks)?.result).toEqual(whole);
  });

  it('has the same through the helper that emits snapshots', async () => {
    reply = { events: events.map((event) => [event.type, event] as const) };
    const chunks: unknown[] = [];
    for await (const event of client.responses.stream({ model: 'gpt-4o', input: 'Hi' })) chunks.push(event);
    expect(merged(openaiResponses, chunks)?.result).toMatchObject(whole);
  });

  it('shows output in its deltas alone', async () => {
    const shown = outputs(openaiResponses, await received());
    expect(shown).toEqual(events.map(({ type }) => type.endsWith('.delta')));
  });

  it('that ends early has what its deltas amount to', async () => {
    const chunks = (await received()).slice(0, -2);
    expect(merged(openaiResponses, chunks)?.result).toEqual({ ...started, output: [message('On its way.'), call] });
  });

  it('that ends within a text has its beginning', async () => {
    const chunks = (await received()).slice(0, 4);
    expect(merged(openaiResponses, chunks)?.result).toEqual({
      ...started,
      output: [{ ...message('', 'in_progress'), content: [{ type: 'output_text', text: 'On its ' }] }],
    });
  });

  it('tells thoughts, and the error that broke it', () => {
    const chunks = [
      events[0],
      at(0, { type: 'response.output_item.added', item: { type: 'reasoning', id: 'rs_1', summary: [] } }),
      at(0, { type: 'response.reasoning_summary_text.delta', summary_index: 0, delta: 'Hm.' }),
      { type: 'error', code: 'server_error', message: 'overloaded' },
    ];
    expect(merged(openaiResponses, chunks)?.result).toEqual({
      ...started,
      output: [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] }],
      error: { message: 'overloaded', code: 'server_error', type: 'error' },
    });
  });

  it('that ends within a refusal or within code has its beginning', () => {
    const code = { type: 'code_interpreter_call', id: 'ci_1', code: '', container_id: 'c' };
    const chunks = [
      ...events.slice(0, 2),
      at(0, { type: 'response.refusal.delta', content_index: 0, delta: 'I won’t.' }),
      at(1, { type: 'response.output_item.added', item: code }),
      at(1, { type: 'response.code_interpreter_call_code.delta', delta: 'print(1)' }),
    ];
    expect(merged(openaiResponses, chunks)?.result).toEqual({
      ...started,
      output: [
        { ...message('', 'in_progress'), content: [{ type: 'refusal', refusal: 'I won’t.' }] },
        { ...code, code: 'print(1)' },
      ],
    });
    expect(outputs(openaiResponses, chunks)).toEqual([false, false, true, false, true]);
  });

  it('of which nothing has arrived has no result', () => {
    expect(merged(openaiResponses, [events[0]])).toBeUndefined();
  });

  it('grows with each event into the whole, however the server cuts it', () => {
    const deltas = fc.array(fc.record({ output_index: fc.nat(1), delta: fc.string({ unit: 'binary' }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(deltas, (pieces) => {
        const merge = openaiResponses.stream(events[0]);
        let said = '';
        for (const piece of [...pieces].sort((a, b) => a.output_index - b.output_index)) {
          merge?.add({ type: 'response.output_text.delta', content_index: 0, ...piece });
          said += piece.delta;
          const result = merge?.result()?.result;
          expect(result && resultText(result)).toBe(said);
        }
      }),
    );
  });
});

it('never throws, whatever it is given', () => {
  expectTotal(openaiResponses, {
    requests: [{ model: 'm', instructions: 'x', input: [message('x'), call, { type: 'reasoning', summary: [{}] }] }],
    results: [response([message('x'), call], { tools: [{ type: 'mcp' }] })],
    streams: [
      [
        { type: 'response.created', response: response([]) },
        { type: 'response.output_item.added', output_index: 0, item: message('x') },
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'x' },
        { type: 'response.function_call_arguments.delta', output_index: 1, delta: 'x' },
        { type: 'error', message: 'x' },
      ],
    ],
  });
});
