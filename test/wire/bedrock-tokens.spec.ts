import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Provider, type Reply, startProvider } from '../parsers/provider-server.js';
import { type Capturing, startCapturing } from './capturing.js';

let reply: Reply;
let provider: Provider;
let capturing: Capturing;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  provider = await startProvider(() => reply);
  capturing = startCapturing({ hosts: { '127.0.0.1': 'bedrock' } });
  client = new BedrockRuntimeClient({
    ...{ region: 'eu-central-1', endpoint: provider.url, requestHandler: new NodeHttpHandler() },
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
  });
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  client.destroy();
  capturing.stop();
  await provider.close();
});

const INPUT = 'x-amzn-bedrock-input-token-count';
const OUTPUT = 'x-amzn-bedrock-output-token-count';
const usage = (prompt_tokens: number, completion_tokens: number) => ({
  ...{ prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
});

it.each([
  [
    'where the body tells none',
    'mistral.mistral-7b-instruct-v0:2',
    { outputs: [{ text: 'x', stop_reason: 'stop' }] },
    { [INPUT]: '7', [OUTPUT]: '9' },
    { choices: [{ message: { content: 'x' } }], usage: usage(7, 9) },
  ],
  [
    'where nobody knows the body',
    'cohere.embed-english-v3',
    { embeddings: [[0.1]] },
    { [INPUT]: '7' },
    { choices: [], usage: usage(7, 0) },
  ],
  [
    'unless the body tells them',
    'amazon.titan-text-express-v1',
    { inputTextTokenCount: 3, results: [{ tokenCount: 2, outputText: 'x', completionReason: 'FINISH' }] },
    { [INPUT]: '7', [OUTPUT]: '9' },
    { usage: usage(3, 2) },
  ],
])('the tokens are those of the headers %s', async (_, modelId, json, headers, result) => {
  reply = { json, headers };
  await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify({ prompt: 'Hi' }) }));
  expect(await capturing.atLeast(1)).toMatchObject([{ outcome: 'ok', model: modelId, result }]);
});

it('neither the text nor the vector of an embedding is told', async () => {
  reply = { json: { embedding: [0.1, 0.2], inputTextTokenCount: 3 } };
  const body = JSON.stringify({ inputText: 'secret', dimensions: 2 });
  await client.send(new InvokeModelCommand({ modelId: 'amazon.titan-embed-text-v2:0', body }));
  const [call] = await capturing.atLeast(1);
  expect(call?.request).toEqual({
    ...{ provider: 'bedrock', model: 'amazon.titan-embed-text-v2:0', modelParameters: { dimensions: 2 } },
  });
  expect(call?.result).toMatchObject({ choices: [], usage: usage(3, 0) });
  expect(JSON.stringify([call?.request, call?.result])).not.toMatch(/secret|0\.1/);
});
