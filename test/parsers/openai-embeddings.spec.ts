import OpenAI from 'openai';
import { openaiEmbeddings } from '../../lib/parsers/openai-embeddings.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { expectTotal } from './hostile-values.js';
import { startProvider } from './provider-server.js';

const model = 'text-embedding-3-small';
const embeddings = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
  model,
  usage: { prompt_tokens: 4, total_tokens: 4 },
};

it('reads model and usage, and keeps neither texts nor vectors', async () => {
  const provider = await startProvider(() => ({ json: embeddings }));
  try {
    const client = new OpenAI({ apiKey: 'key', baseURL: provider.url });
    const value = await client.embeddings.create({ model, input: 'secret', encoding_format: 'float' });
    expect(openaiEmbeddings.result(value)).toEqual({
      provider: 'openai',
      model,
      result: {
        id: expect.any(String) as unknown,
        object: 'chat.completion',
        created: expect.any(Number) as unknown,
        model,
        choices: [],
        usage: { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 },
      },
    });
    expect(openaiEmbeddings.request(provider.received[0]?.body)).toEqual({
      provider: 'openai',
      model,
      modelParameters: { encoding_format: 'float' },
    });
  } finally {
    await provider.close();
  }
});

it('leaves a response’s input to its own parser', () => {
  const registry = new ParserRegistry([], () => undefined);
  expect(registry.request([{ model: 'gpt-4o', input: 'hi' }])?.messages).toEqual([{ role: 'user', content: 'hi' }]);
  expect(registry.request([{ model: 'gpt-4o', input: [{ role: 'user', content: 'hi' }] }])?.messages).toHaveLength(1);
  expect(registry.request([{ model: 'any', input: ['a', 'b'] }])).toEqual({
    provider: 'openai',
    model: 'any',
    modelParameters: {},
  });
});

it('never throws, whatever it is given', () => {
  expectTotal(openaiEmbeddings, { requests: [{ model, input: ['x'] }], results: [embeddings], streams: [[{}]] });
});
