import { type Content, GoogleGenAI } from '@google/genai';
import fc from 'fast-check';
import { errorBody } from '../../lib/parsers/error-body.js';
import { gemini } from '../../lib/parsers/gemini.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';
import { expectPrefixesToGrow, merged, outputs } from './stream-prefixes.js';

const model = 'gemini-2.5-flash';
const usageMetadata = {
  promptTokenCount: 10,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 3,
  cachedContentTokenCount: 4,
  totalTokenCount: 18,
};
const usage = { ...usageMetadata, prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 };
const response = (parts: object[], finishReason?: string, rest: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...(finishReason && { finishReason }) }],
  modelVersion: model,
  responseId: 'resp_1',
  ...rest,
});
const completion = (...choices: object[]) => ({
  provider: 'google',
  model,
  result: {
    id: 'resp_1',
    object: 'chat.completion',
    created: expect.closeTo(Date.now() / 1000, -3) as unknown,
    model,
    choices,
    usage,
  },
});

let reply: Reply;
let provider: Provider;
let client: GoogleGenAI;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  client = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: provider.url } });
});
afterAll(() => provider.close());

const contents: Content[] = [
  { role: 'user', parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: 'iVBO' } }] },
  { role: 'model', parts: [{ text: 'Hm.', thought: true }, { functionCall: { name: 'lookup', args: { id: 7 } } }] },
  { role: 'user', parts: [{ functionResponse: { name: 'lookup', response: { state: 'shipped' } } }] },
];
const tools = [{ functionDeclarations: [{ name: 'lookup' }] }];
const request = {
  model,
  contents,
  config: { systemInstruction: 'Be brief.', temperature: 0.5, tools, httpOptions: { headers: { 'x-key': 'secret' } } },
};
const messages = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
    ],
  },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'lookup', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }],
  },
  { role: 'tool', tool_call_id: 'lookup', name: 'lookup', content: '{"state":"shipped"}' },
];

describe('a request', () => {
  it('is read in the spelling of Google’s examples for curl', () => {
    const snake = [
      {
        role: 'user',
        parts: [{ text: 'What is this?' }, { inline_data: { mime_type: 'image/png', data: 'iVBO' } }],
      },
      { role: 'model', parts: [{ function_call: { name: 'lookup', args: { id: 7 } } }] },
      { role: 'user', parts: [{ function_response: { name: 'lookup', response: { state: 'shipped' } } }] },
    ];
    const system_instruction = { parts: [{ text: 'Be brief.' }] };
    expect(gemini.request({ system_instruction, generation_config: { temperature: 0.5 }, contents: snake })).toEqual({
      ...{ provider: 'google', messages, modelParameters: { temperature: 0.5 } },
    });
  });

  it('is read as the app gives it to the library', () => {
    expect(gemini.request(request)).toEqual({
      provider: 'google',
      model,
      messages,
      modelParameters: { temperature: 0.5, tools },
    });
  });

  it('is read as the library sends it, where the model stands in the address', async () => {
    reply = { json: response([{ text: 'x' }], 'STOP') };
    await client.models.generateContent(request);
    expect(provider.received.at(-1)?.path).toBe(`/v1beta/models/${model}:generateContent`);
    expect(gemini.request(provider.received.at(-1)?.body)).toEqual({
      provider: 'google',
      messages,
      modelParameters: { temperature: 0.5, tools },
    });
  });

  it('has no message of a system that is not there', () => {
    const asked = { model, contents: 'hi', config: { systemInstruction: null } };
    expect(gemini.request(asked)?.messages).toEqual([{ role: 'user', content: 'hi' }]);
  });

  it('may be a text, or parts of one message', () => {
    expect(gemini.request({ model, contents: 'hi' })?.messages).toEqual([{ role: 'user', content: 'hi' }]);
    expect(gemini.request({ model, contents: ['hi', { text: ' there' }] })?.messages).toEqual([
      { role: 'user', content: 'hi there' },
    ]);
  });
});

it('keeps what a function answers beside its response', () => {
  const parts = [{ inlineData: { mimeType: 'image/png', data: 'iVBO'.repeat(400) } }];
  const answer = { functionResponse: { id: 'c', name: 'draw', response: { state: 'drawn' }, parts } };
  const sized = [{ inlineData: { mimeType: 'image/png', data: '[1200 bytes]' } }];
  expect(gemini.request({ model, contents: [{ role: 'user', parts: [answer] }] })?.messages).toEqual([
    { role: 'tool', tool_call_id: 'c', name: 'draw', content: JSON.stringify({ state: 'drawn', parts: sized }) },
  ]);
});

it.each([[undefined], [{}], [{ contents: 'of a page' }], [{ contents: ['x'] }], [{ model, contents: null }]])(
  'a request is not seen in %j',
  (value) => {
    expect(gemini.request(value)).toBeUndefined();
  },
);

describe('a result', () => {
  it('has text, thoughts and usage', async () => {
    reply = {
      json: response([{ text: 'Hm.', thought: true }, { text: 'On its way.' }], 'MAX_TOKENS', { usageMetadata }),
    };
    expect(gemini.result(await client.models.generateContent(request))).toEqual(
      completion({
        index: 0,
        message: { role: 'assistant', content: 'On its way.', reasoning_content: 'Hm.' },
        finish_reason: 'length',
        native_finish_reason: 'MAX_TOKENS',
      }),
    );
  });

  it('has calls with ids of their own', async () => {
    const functionCall = { name: 'lookup', args: { id: 7 } };
    reply = { json: response([{ functionCall }, { functionCall }], 'STOP', { usageMetadata }) };
    const parsed = gemini.result(await client.models.generateContent(request));
    const call = {
      id: expect.stringMatching(/^[\w-]{36}$/) as unknown,
      type: 'function',
      function: { name: 'lookup', arguments: '{"id":7}' },
    };
    expect(parsed).toEqual(
      completion({
        index: 0,
        message: { role: 'assistant', content: null, tool_calls: [call, call] },
        finish_reason: 'tool_calls',
        native_finish_reason: 'STOP',
      }),
    );
  });

  it('keeps candidates and images apart', () => {
    const image = { inlineData: { mimeType: 'image/png', data: 'iVBO' } };
    const candidates = [{ content: { parts: [{ text: 'a' }] } }, { content: { parts: [image] } }];
    expect(gemini.result({ candidates })?.result).toMatchObject({
      choices: [
        { index: 0, message: { content: 'a' } },
        {
          index: 1,
          message: { parts: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } }] },
        },
      ],
    });
  });

  it('keeps candidates apart where the first, as Google sends it, has no index', () => {
    const said = (text: string) => ({ content: { parts: [{ text }] }, finishReason: 'STOP' });
    const candidates = [{ ...said('b'), index: 1 }, said('a')];
    expect(gemini.result({ candidates })?.result).toMatchObject({
      choices: [
        { index: 0, message: { content: 'a' } },
        { index: 1, message: { content: 'b' } },
      ],
    });
  });

  it('keeps a part by what it is, whatever stands before that', () => {
    const code = { thoughtSignature: 'sig', executableCode: { language: 'PYTHON', code: 'print(7)' } };
    const ran = { thought: true, codeExecutionResult: { outcome: 'OUTCOME_OK', output: '7' } };
    const told = response([{ thought: true, text: '' }, code, ran, { thoughtSignature: 'sig', text: '' }], 'STOP');
    expect(gemini.result(told)?.result).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            parts: [
              { ...code, type: 'executableCode' },
              { ...ran, type: 'codeExecutionResult' },
            ],
          },
        },
      ],
    });
  });

  it('that was blocked says so', () => {
    const promptFeedback = { blockReason: 'SAFETY', blockReasonMessage: 'No.' };
    const choice = { message: { content: null }, finish_reason: 'content_filter', native_finish_reason: 'SAFETY' };
    expect(gemini.result({ promptFeedback })?.result).toMatchObject({ choices: [{ ...choice, promptFeedback }] });
  });

  it('without candidates tells its usage', async () => {
    for (const candidates of [[], undefined]) {
      reply = { json: { candidates, usageMetadata, modelVersion: model, responseId: 'resp_1' } };
      expect(gemini.result(await client.models.generateContent(request))).toEqual(completion());
    }
  });

  it('keeps what is told beside its words, also where they are streamed', async () => {
    const groundingMetadata = { groundingChunks: [{ web: { uri: 'https://example.org' } }] };
    const tokens = ['a', 'b'].map((token) => ({ chosenCandidates: [{ token, logProbability: -0.1 }] }));
    const logprobsResult = { chosenCandidates: tokens.flatMap(({ chosenCandidates }) => chosenCandidates) };
    const [first, last] = ['a', 'b'].map((text, index) => ({
      ...response([{ text }]).candidates[0],
      logprobsResult: tokens[index],
    }));
    const ended = { ...last, finishReason: 'STOP', finishMessage: 'Done.', groundingMetadata };
    const chunks = [{ candidates: [first] }, { candidates: [ended] }];
    expect(merged(gemini, chunks)?.result).toMatchObject({
      choices: [{ message: { content: 'ab' }, finishMessage: 'Done.', groundingMetadata, logprobsResult }],
    });
    expectPrefixesToGrow(gemini, chunks);
    expect(gemini.result({ candidates: [ended] })?.result).toMatchObject({ choices: [{ groundingMetadata }] });
  });
});

describe('a stream', () => {
  it('goes on part by part, its last usage the one that holds', async () => {
    const events = [
      response([{ text: 'Hm.', thought: true }], undefined, { usageMetadata: { promptTokenCount: 10 } }),
      response([{ text: 'On its ' }], undefined, { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2 } }),
      response([{ text: 'way.' }]),
      response([{ text: '' }], 'STOP', { usageMetadata }),
    ];
    reply = { events };
    const chunks: unknown[] = [];
    for await (const chunk of await client.models.generateContentStream(request)) chunks.push(chunk);
    expect(merged(gemini, chunks)).toEqual(
      completion({
        index: 0,
        message: { role: 'assistant', content: 'On its way.', reasoning_content: 'Hm.' },
        finish_reason: 'stop',
        native_finish_reason: 'STOP',
      }),
    );
    expect(outputs(gemini, chunks)).toEqual([true, true, true, false]);
    expectPrefixesToGrow(gemini, chunks);
  });

  it('grows with each event into the whole, however the server cuts it', () => {
    const part = fc.oneof(
      fc.record({ text: fc.string({ unit: 'binary' }), thought: fc.boolean() }),
      fc.record({
        functionCall: fc.record({ name: fc.string(), id: fc.uuid(), args: fc.dictionary(fc.string(), fc.jsonValue()) }),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(part), { minLength: 1 }), (pieces) => {
        expectPrefixesToGrow(
          gemini,
          pieces.map((parts) => response(parts)),
        );
      }),
    );
  });
});

it('fails with an API error, whose body tells message, code and status', async () => {
  const body = { error: { code: 400, message: 'bad key', status: 'INVALID_ARGUMENT' } };
  reply = { status: 400, json: body };
  await expect(client.models.generateContent(request)).rejects.toMatchObject({ status: 400 });
  expect(errorBody(body)).toEqual({ message: 'bad key', code: '400', type: 'INVALID_ARGUMENT' });
});

it('never throws, whatever it is given', () => {
  const value = response([{ text: 'x' }, { functionCall: { name: 'f', args: {} } }], 'STOP', { usageMetadata });
  expectTotal(gemini, { requests: [request], results: [value], streams: [[value, value]] });
});
