import { createOpenAI } from '@ai-sdk/openai';
import { createGateway, embed, embedMany } from 'ai';
import { aiSdkEmbeddings } from '../../lib/parsers/ai-sdk-embeddings.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { expectTotal } from './hostile-values.js';
import { type Provider, startProvider } from './provider-server.js';

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider(({ path }) =>
    path.includes('embedding-model')
      ? { json: { embeddings: [[0.1, 0.2]], usage: { tokens: 3 } } }
      : {
          json: {
            object: 'list',
            data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
            model: 'text-embedding-3-small',
            usage: { prompt_tokens: 3, total_tokens: 3 },
          },
        },
  );
});
afterAll(() => provider.close());

it.each([
  ['openai', 'text-embedding-3-small', () => createOpenAI({ apiKey: 'key', baseURL: provider.url }).embedding],
  ['vercel', 'openai/embed', () => createGateway({ apiKey: 'key', baseURL: provider.url }).embeddingModel],
] as const)('of %s are read, and neither texts nor vectors are kept', async (name, id, create) => {
  const model = create()(id);
  const one = { model, value: 'secret', maxRetries: 0 };
  const several = { model, values: ['secret'], maxRetries: 0 };
  const registry = new ParserRegistry([], () => undefined);
  for (const given of [one, several]) {
    const read = { provider: name, model: id, modelParameters: { maxRetries: 0 } };
    expect(registry.request([given])).toEqual(read);
  }
  for (const value of [await embed(one), await embedMany(several)]) {
    const result = registry.result(value);
    expect(result?.result).toMatchObject({ choices: [], usage: { prompt_tokens: 3, total_tokens: 3 } });
    expect(JSON.stringify(result)).not.toMatch(/secret|0\.1/);
  }
});

it('never throws, whatever it is given', () => {
  const model = { modelId: 'm', provider: 'gateway' };
  const results = [
    { embedding: [0.1], usage: { tokens: 3 } },
    { embeddings: [[0.1]], usage: { tokens: 3 } },
  ];
  expectTotal(aiSdkEmbeddings, { requests: [{ model, values: ['x'] }], results, streams: [[{}]] });
});
