import { GoogleGenAI } from '@google/genai';
import { createGateway, embed } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { type Capturing, startCapturing } from './capturing.js';

let provider: Provider;
let capturing: Capturing;

const vector = [0.1, 0.2];
const ANSWERS: readonly (readonly [path: RegExp, json: unknown])[] = [
  [
    /\/embeddings$/,
    { data: [{ object: 'embedding', embedding: vector }], usage: { prompt_tokens: 3, total_tokens: 3 } },
  ],
  [/:batchEmbedContents$/, { embeddings: [{ values: vector }], usageMetadata: { promptTokenCount: 3 } }],
  [/\/api\/embed$/, { model: 'all-minilm', embeddings: [vector], prompt_eval_count: 3 }],
  [/\/embedding-model$/, { embeddings: [vector], usage: { tokens: 3 } }],
];

beforeAll(async () => {
  provider = await startProvider(({ path }) => ({ json: ANSWERS.find(([end]) => end.test(path))?.[1] }));
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

it.each<[library: string, provider: string, model: string, ask: (model: string) => Promise<unknown>]>([
  [
    'openai',
    'openai',
    'all-minilm',
    (model) => new OpenAI({ apiKey: 'key', baseURL: provider.url }).embeddings.create({ model, input: 'secret' }),
  ],
  [
    '@google/genai',
    'google',
    'gemini-embedding-001',
    (model) =>
      new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: provider.url } }).models.embedContent({
        ...{ model, contents: 'secret' },
      }),
  ],
  ['ollama', 'ollama', 'all-minilm', (model) => new Ollama({ host: provider.url }).embed({ model, input: 'secret' })],
  [
    'the gateway of the AI SDK',
    'vercel',
    'openai/embed',
    (model) =>
      embed({ model: createGateway({ apiKey: 'key', baseURL: provider.url }).embeddingModel(model), value: 'secret' }),
  ],
])('through %s tell model and usage, and neither texts nor vectors', async (_, name, model, ask) => {
  await ask(model);
  const calls = await capturing.atLeast(1);
  expect(calls).toMatchObject([
    {
      ...{ provider: name, model, outcome: 'ok', recognised: { api: { operation: 'embeddings' } } },
      result: { choices: [], usage: { prompt_tokens: 3 } },
    },
  ]);
  const [{ recognised: __, start: ___, end: ____, ...told } = { recognised: undefined, start: 0, end: 0 }] = calls;
  expect(JSON.stringify(told)).not.toMatch(/secret|0\.1/);
});
