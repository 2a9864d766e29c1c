import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { resultText } from '../../lib/parsers/result-text.js';
import { awsEventStream } from '../parsers/aws-event-stream.js';
import { type Provider, type Reply, startProvider } from '../parsers/provider-server.js';
import { type Captured, type Capturing, startCapturing } from './capturing.js';

let reply: Reply;
let provider: Provider;
let capturing: Capturing;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  capturing = startCapturing();
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  await provider.close();
});

const image = 'iVB0'.repeat(1000);
const size = '[3000 bytes]';

async function only(): Promise<Captured> {
  const [call, ...others] = await capturing.atLeast(1);
  expect(others).toEqual([]);
  if (!call) throw new Error('no call');
  expect(JSON.stringify(call)).not.toContain(image);
  return call;
}

describe('images are told by their size', () => {
  const picture = { type: 'image_url', image_url: { url: `data:image;base64,${size}` } };

  it('in a chat of Ollama’s', async () => {
    reply = { json: { model: 'llava', message: { role: 'assistant', content: 'A cat.' }, done: true } };
    const message = { role: 'user', content: 'What is this?', images: ['iVBO', image] };
    await new Ollama({ host: provider.url }).chat({ model: 'llava', messages: [message] });
    const small = { type: 'image_url', image_url: { url: 'data:image;base64,iVBO' } };
    const text = { type: 'text', text: 'What is this?' };
    expect((await only()).request?.messages).toEqual([{ role: 'user', content: [text, small, picture] }]);
  });

  it('where Ollama generates', async () => {
    reply = { json: { model: 'llava', response: 'A cat.', done: true } };
    const prompt = { prompt: 'What is this?', images: [image] };
    await new Ollama({ host: provider.url }).generate({ model: 'llava', ...prompt });
    expect((await only()).request).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: prompt.prompt }, picture] }],
      modelParameters: {},
    });
  });

  it.each([false, true])('in an answer of Gemini’s, streamed: %s', async (stream) => {
    const parts = [{ text: 'Here:' }, { inlineData: { mimeType: 'image/png', data: image } }];
    const answer = { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] };
    reply = stream ? { events: [answer] } : { json: answer };
    const { models } = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: provider.url } });
    const request = { model: 'gemini-2.5-flash-image', contents: 'Draw a cat.' };
    if (stream) for await (const _ of await models.generateContentStream(request));
    else await models.generateContent(request);
    expect((await only()).result).toMatchObject({
      choices: [{ message: { parts: [{ image_url: { url: `data:image/png;base64,${size}` } }] } }],
    });
  });

  it.each([false, true])('in a response of OpenAI’s, streamed: %s', async (stream) => {
    const drawn = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: image };
    const response = { id: 'resp_1', object: 'response', status: 'completed', model: 'gpt-4o', output: [drawn] };
    const events = [
      { type: 'response.created', response: { ...response, output: [] } },
      { type: 'response.image_generation_call.partial_image', output_index: 0, partial_image_b64: image },
      { type: 'response.output_item.done', output_index: 0, item: drawn },
      { type: 'response.completed', response },
    ];
    reply = stream ? { events: events.map((event) => [event.type, event] as const) } : { json: response };
    const { responses } = new OpenAI({ apiKey: 'key', baseURL: provider.url });
    const request = { model: 'gpt-4o', input: 'Draw a cat.' };
    if (stream) for await (const _ of await responses.create({ ...request, stream }));
    else await responses.create(request);
    expect((await only()).result).toMatchObject({ output: [{ ...drawn, result: size }] });
  });
});

it('an event of a vendor’s stays whole in the bytes that Bedrock puts it in', async () => {
  const generation = 'On its way. '.repeat(200);
  const event = Buffer.from(JSON.stringify({ generation, stop_reason: 'stop' })).toString('base64');
  reply = awsEventStream([{ chunk: { bytes: event } }]);
  const client = new BedrockRuntimeClient({
    ...{ region: 'eu-central-1', endpoint: provider.url, requestHandler: new NodeHttpHandler() },
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
  });
  const body = JSON.stringify({ prompt: 'Hi', max_gen_len: 9 });
  const command = new InvokeModelWithResponseStreamCommand({ modelId: 'meta.llama3-70b-instruct-v1:0', body });
  for await (const _ of (await client.send(command)).body ?? []);
  const { result } = await only();
  expect(result && resultText(result)).toBe(generation);
  client.destroy();
});

it('Ollama’s system message is one, whatever else its request has', async () => {
  reply = { json: { model: 'llama3.2', response: 'Upon a time.', done: true } };
  await new Ollama({ host: provider.url }).generate({ model: 'llama3.2', prompt: 'Once', system: 'Be brief.' });
  expect((await only()).request).toMatchObject({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Once' },
    ],
    modelParameters: {},
  });
});
