import { GoogleGenAI } from '@google/genai';
import { geminiEmbeddings } from '../../lib/parsers/gemini-embeddings.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, startProvider } from './provider-server.js';

const model = 'gemini-embedding-001';
const json = { embeddings: [{ values: [0.1, 0.2] }], usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } };
const given = { model, contents: 'secret', config: { outputDimensionality: 2 } };

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider(() => ({ json }));
});
afterAll(() => provider.close());

it('reads model and parameters, as the app gives them and as the library sends them, and keeps no text', async () => {
  const client = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: provider.url } });
  const answer = await client.models.embedContent(given);
  const read = { provider: 'google', model, modelParameters: { outputDimensionality: 2 } };
  expect(geminiEmbeddings.request(given)).toEqual(read);
  expect(geminiEmbeddings.request(provider.received[0]?.body)).toEqual(read);
  expect(geminiEmbeddings.result(answer)?.result).toMatchObject({ choices: [] });
});

it('reads the usage where it is told, and keeps no vector', () => {
  expect(geminiEmbeddings.result(json)?.result).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
  expect(JSON.stringify(geminiEmbeddings.result(json))).not.toContain('0.1');
  expect(geminiEmbeddings.result({ embedding: { values: [0.1] } })?.result).not.toHaveProperty('usage');
});

it('leaves what is to be answered to the parser of that', () => {
  const registry = new ParserRegistry([], () => undefined);
  expect(registry.request([{ model: 'gemini-2.5-flash', contents: 'Hi' }])?.messages).toHaveLength(1);
  expect(registry.request([given])?.messages).toBeUndefined();
});

it('never throws, whatever it is given', () => {
  const content = { parts: [{ text: 'x' }] };
  const requests = [given, { content }, { requests: [{ model: `models/${model}`, content }] }];
  expectTotal(geminiEmbeddings, { requests, results: [json], streams: [[{}]] });
});
