import { CohereClientV2 } from 'cohere-ai';
import fc from 'fast-check';
import { cohere } from '../../lib/parsers/cohere.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const model = 'command-a-03-2025';
const counts = {
  billed_units: { input_tokens: 2, output_tokens: 4 },
  tokens: { input_tokens: 30, output_tokens: 5 },
};
const call = { id: 'call_1', type: 'function' as const, function: { name: 'lookup', arguments: '{"orderId":7}' } };

let reply: Reply;
let provider: Provider;
let client: CohereClientV2;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new CohereClientV2({ token: 'key', environment: provider.url, maxRetries: 0 });
});
afterAll(() => provider.close());

const request = {
  model,
  temperature: 0.3,
  messages: [
    { role: 'user' as const, content: 'Where is it?' },
    { role: 'assistant' as const, toolCalls: [call] },
    { role: 'tool' as const, toolCallId: 'call_1', content: 'shipped' },
  ],
};
const parsedRequest = {
  provider: 'cohere',
  model,
  messages: [
    { role: 'user', content: 'Where is it?' },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: 'shipped' },
  ],
  modelParameters: { temperature: 0.3 },
};
const completion = (message: object, reason: object) => ({
  provider: 'cohere',
  result: {
    id: 'c_1',
    object: 'chat.completion',
    created: expect.closeTo(Date.now() / 1000, -3) as unknown,
    model: 'unknown',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, ...reason }],
    usage: { ...counts, prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 },
  },
});
const calling = completion(
  { content: null, reasoning_content: 'Look it up.', tool_calls: [call] },
  { finish_reason: 'tool_calls', native_finish_reason: 'TOOL_CALL' },
);
const saying = completion({ content: 'On its way.' }, { finish_reason: 'stop', native_finish_reason: 'COMPLETE' });

it('reads a request as the app gives it to the library, and as the library sends it', async () => {
  reply = { json: { id: 'c_1', finish_reason: 'COMPLETE', message: { role: 'assistant', content: [] } } };
  await client.chat(request);
  expect(cohere.request(request)).toEqual(parsedRequest);
  expect(cohere.request(provider.received.at(-1)?.body)).toEqual(parsedRequest);
});

it.each([
  [
    'a text',
    { role: 'assistant', content: [{ type: 'text', text: 'On its way.' }] },
    { finish_reason: 'COMPLETE', expected: saying },
  ],
  [
    'calls and their plan',
    { role: 'assistant', tool_plan: 'Look it up.', tool_calls: [call] },
    { finish_reason: 'TOOL_CALL', expected: calling },
  ],
])('reads a result with %s, from the library and from the wire', async (_, message, { finish_reason, expected }) => {
  const body = { id: 'c_1', finish_reason, message, usage: counts };
  reply = { json: body };
  expect(cohere.result(await client.chat(request))).toEqual(expected);
  expect(cohere.result(body)).toEqual(expected);
});

it('tells thoughts before the plan, and takes what is billed where no other tokens are told', () => {
  const message = { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm. ' }], tool_plan: 'Look it up.' };
  const usage = { tokens: {}, billed_units: { input_tokens: 0, output_tokens: 4 } };
  expect(cohere.result({ id: 'c_1', finish_reason: 'TOOL_CALL', message, usage })?.result).toMatchObject({
    choices: [{ message: { content: null, reasoning_content: 'Hm. Look it up.' } }],
    usage: { prompt_tokens: 0, completion_tokens: 4, total_tokens: 4 },
  });
});

it('leaves a choice of a chat completion alone, which has a message and a reason as well', () => {
  const choice = { index: 0, message: { role: 'assistant', content: 'x' }, logprobs: null, finish_reason: 'stop' };
  expect(cohere.result(choice)).toBeUndefined();
});

describe('a stream', () => {
  const message = (type: string, message: object, index?: number) => ({
    type,
    ...(index !== undefined && { index }),
    delta: { message },
  });
  const end = (finish_reason: string) => ({ type: 'message-end', delta: { finish_reason, usage: counts } });
  const opening = { type: 'message-start', id: 'c_1', delta: { message: { role: 'assistant' } } };

  it.each([
    {
      what: 'a text',
      events: [
        opening,
        message('content-start', { content: { type: 'text', text: '' } }, 0),
        message('content-delta', { content: { text: 'On its ' } }, 0),
        message('content-delta', { content: { text: 'way.' } }, 0),
        { type: 'content-end', index: 0 },
        end('COMPLETE'),
      ],
      expected: saying,
      shown: [false, false, true, true, false, false],
    },
    {
      what: 'calls and their plan',
      events: [
        opening,
        message('tool-plan-delta', { tool_plan: 'Look ' }),
        message('tool-plan-delta', { tool_plan: 'it up.' }),
        message('tool-call-start', { tool_calls: { ...call, function: { name: 'lookup', arguments: '' } } }, 0),
        message('tool-call-delta', { tool_calls: { function: { arguments: '{"orderId"' } } }, 0),
        message('tool-call-delta', { tool_calls: { function: { arguments: ':7}' } } }, 0),
        { type: 'tool-call-end', index: 0 },
        end('TOOL_CALL'),
      ],
      expected: calling,
      shown: [false, true, true, true, true, true, false, false],
    },
  ])('with $what is put together, from the library and from the wire', async ({ events, expected, shown }) => {
    reply = { events };
    const chunks: unknown[] = [];
    for await (const event of await client.chatStream(request)) chunks.push(event);
    for (const received of [chunks, events]) {
      expect(merged(cohere, received)).toEqual(expected);
      expect(outputs(cohere, received)).toEqual(shown);
      expectPrefixesToGrow(cohere, received);
    }
  });

  it('keeps its citations', async () => {
    const cited = [0, 7].map((start) => ({ start, end: start + 2, text: 'On', sources: [], type: 'TEXT_CONTENT' }));
    const said = message('content-delta', { content: { text: 'On its way.' } }, 0);
    const events = [
      ...[opening, said],
      ...cited.map((citations, index) => message('citation-start', { citations }, index)),
      ...cited.map((_, index) => ({ type: 'citation-end', index })),
      end('COMPLETE'),
    ];
    reply = { events };
    const chunks: unknown[] = [];
    for await (const event of await client.chatStream(request)) chunks.push(event);
    for (const received of [chunks, events]) {
      expect(merged(cohere, received)?.result).toHaveProperty('choices.0.message.citations', cited);
      expectPrefixesToGrow(cohere, received);
    }
  });

  it('grows with each event into the whole, however the server cuts it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => message('content-delta', { content: { text } }, 0)),
      fc.string().map((text) => message('tool-call-delta', { tool_calls: { function: { arguments: text } } }, 0)),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expectPrefixesToGrow(cohere, [opening, ...pieces]);
      }),
    );
  });
});

it('never throws, whatever it is given', () => {
  const message = { role: 'assistant', content: [{ type: 'text', text: 'x' }], toolCalls: [call] };
  expectTotal(cohere, {
    requests: [request],
    results: [{ id: 'c', finishReason: 'COMPLETE', message, usage: counts }],
    streams: [
      [
        { type: 'message-start', id: 'c' },
        { type: 'content-delta', delta: { message: { content: { text: 'x' } } } },
        { type: 'tool-call-start', index: 0, delta: { message: { toolCalls: call } } },
        { type: 'message-end', delta: { finishReason: 'COMPLETE', usage: counts } },
      ],
    ],
  });
});
