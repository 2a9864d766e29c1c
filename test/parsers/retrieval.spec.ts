import { Document } from '@langchain/core/documents';
import { Pinecone } from '@pinecone-database/pinecone';
import { QdrantClient } from '@qdrant/js-client-rest';
import fc from 'fast-check';
import { knownDocuments, RETRIEVAL_PARSERS } from '../../lib/parsers/built-in-retrieval.js';
import { pinecone } from '../../lib/parsers/pinecone.js';
import { qdrant } from '../../lib/parsers/qdrant.js';
import { weaviate } from '../../lib/parsers/weaviate.js';
import { hostile } from './hostile-values.js';
import { type Provider, type Reply, startProvider } from './provider-server.js';

let reply: Reply;
let provider: Provider;

beforeAll(async () => {
  provider = await startProvider(() => reply);
});
afterAll(() => provider.close());

const wire = () => provider.received.at(-1)?.body;

describe('Qdrant', () => {
  const found = [
    { id: 1, version: 0, score: 0.9, payload: { text: 'Orders ship in 3 days.', source: 'faq' } },
    { id: 2, version: 0, score: 0.8, payload: { price: 7 } },
  ];
  const documents = ['Orders ship in 3 days.', '{"id":2,"version":0,"score":0.8,"payload":{"price":7}}'];
  const client = () => new QdrantClient({ url: provider.url, checkCompatibility: false });

  it('is read where it searches', async () => {
    reply = { json: { result: found, status: 'ok', time: 0.1 } };
    const result = await client().search('faq', { vector: [0.1, 0.2], limit: 2 });
    expect(qdrant.documents(result)).toEqual(documents);
    expect(qdrant.documents(reply.json)).toEqual(documents);
    expect(qdrant.query(wire())).toBe(
      '{"vector":"[2 numbers]","limit":2,"offset":0,"with_payload":true,"with_vector":false}',
    );
  });

  it('is read where it queries', async () => {
    reply = { json: { result: { points: found }, status: 'ok', time: 0.1 } };
    const result = await client().query('faq', { query: [0.1, 0.2], limit: 2, with_payload: true });
    expect(qdrant.documents(result)).toEqual(documents);
    expect(qdrant.documents(reply.json)).toEqual(documents);
    expect(qdrant.query({ query: { text: 'shipping', model: 'm' }, limit: 2 })).toBe('shipping');
    expect(qdrant.query({ query: { nearest: { text: 'shipping', model: 'm' } } })).toBe('shipping');
    expect(qdrant.query({ model: 'm', query: 'x' })).toBeUndefined();
  });
});

describe('a query', () => {
  it.each([
    [{ query: { nearest: [0.1, 0.2] } }, '{"query":{"nearest":"[2 numbers]"}}'],
    [{ vector: { name: 'v', vector: [0.5] } }, '{"vector":{"name":"v","vector":"[1 numbers]"}}'],
    [
      {
        query: [
          [0.1, 0.2],
          [0.3, 0.4],
        ],
      },
      '{"query":"[2 × 2 numbers]"}',
    ],
    [{ query: { indices: [1, 7], values: [0.1, 0.2] } }, '{"query":{"indices":[1,7],"values":"[2 numbers]"}}'],
    [{ vector: Array<number>(17).fill(1) }, '{"vector":"[17 numbers]"}'],
    [{ positive: [1, 2], vector: [] }, '{"positive":[1,2],"vector":[]}'],
  ])('%j tells its vectors by their size, at any depth', (request, told) => {
    expect(qdrant.query(request)).toBe(told);
  });
});

describe('Pinecone', () => {
  const index = () => new Pinecone({ apiKey: 'key' }).index('faq', provider.url);

  it('is read where it queries', async () => {
    const matches = [
      { id: 'a', score: 0.9, metadata: { text: 'Orders ship in 3 days.' } },
      { id: 'b', score: 0.8, metadata: { price: 7 } },
    ];
    reply = { json: { matches, namespace: '', usage: { readUnits: 5 } } };
    const result = await index().query({ vector: [0.1, 0.2], topK: 2, includeMetadata: true });
    const documents = ['Orders ship in 3 days.', expect.stringContaining('"price":7') as unknown];
    expect(pinecone.documents(result)).toEqual(documents);
    expect(pinecone.documents(reply.json)).toEqual(documents);
    expect(pinecone.query(wire())).toContain('"vector":"[2 numbers]"');
  });

  it('is read where it searches by text', async () => {
    const hits = [{ _id: 'a', _score: 0.9, fields: { chunk_text: 'Orders ship in 3 days.' } }];
    reply = { json: { result: { hits }, usage: { read_units: 5 } } };
    const result = await index().searchRecords({ query: { topK: 1, inputs: { text: 'shipping' } } });
    expect(pinecone.documents(result)).toEqual(['Orders ship in 3 days.']);
    expect(pinecone.documents(reply.json)).toEqual(['Orders ship in 3 days.']);
    expect(pinecone.query(wire())).toBe('shipping');
  });
});

it('Weaviate’s GraphQL is read', () => {
  const query = '{Get{Faq(nearText:{concepts:["shipping"]}){content}}}';
  expect(weaviate.query({ query })).toBe(query);
  expect(weaviate.query({ query: '{Aggregate{Faq{meta{count}}}}' })).toBeUndefined();
  const data = { Get: { Faq: [{ content: 'Orders ship in 3 days.', _additional: { distance: 0.1 } }, { price: 7 }] } };
  expect(weaviate.documents({ data })).toEqual(['Orders ship in 3 days.', '{"price":7}']);
});

it('Weaviate’s search that failed has no documents', () => {
  const errors = [{ message: 'no such class', locations: [] }];
  expect(weaviate.documents({ data: { Get: { Faq: null } }, errors })).toBeUndefined();
  expect(weaviate.documents({ data: { Get: { Faq: [] } } })).toEqual([]);
});

it('long vectors are told by their size in a query’s text and in what was found', () => {
  const vector = Array.from({ length: 40 }, (_, index) => index / 7);
  const searched = (vector: readonly number[]) =>
    `{ Get { Faq(nearVector: {vector: [${vector.join(', ')}]}) { content } } }`;
  expect(weaviate.query({ query: searched(vector) })).toBe(
    '{ Get { Faq(nearVector: {vector: [40 numbers]}) { content } } }',
  );
  expect(weaviate.query({ query: searched([1, 2]) })).toBe(searched([1, 2]));
  const place = [52.5, 13.4];
  const Faq = [{ place, _additional: { id: 'i', vector } }];
  expect(weaviate.documents({ data: { Get: { Faq } } })).toEqual([
    '{"place":[52.5,13.4],"_additional":{"id":"i","vector":"[40 numbers]"}}',
  ]);
  expect(qdrant.documents([{ id: 1, score: 0.9, payload: { place }, vector }])).toEqual([
    '{"id":1,"score":0.9,"payload":{"place":[52.5,13.4]},"vector":"[40 numbers]"}',
  ]);
});

it('LangChain’s documents are read, also with their scores', () => {
  const documents = ['a', 'b'].map((pageContent) => new Document({ pageContent }));
  expect(knownDocuments(documents)).toEqual(['a', 'b']);
  expect(knownDocuments(documents.map((document) => [document, 0.5]))).toEqual(['a', 'b']);
});

it.each([[undefined], ['x'], [{}], [[1]], [['x']], [[{ id: 1 }]]])('%j is no known result', (value) => {
  expect(knownDocuments(value)).toBeUndefined();
});

it('never throws, whatever it is given', () => {
  const place = fc.constantFrom('matches', 'result', 'data', 'query', 'points', 'vector', 'topK', 'limit');
  fc.assert(
    fc.property(hostile(), place, (recipe, key) => {
      for (const parser of RETRIEVAL_PARSERS) {
        for (const value of [recipe(), { [key]: recipe() }, [recipe()], { limit: 1, query: recipe() }]) {
          parser.query(value);
          parser.documents(value);
        }
      }
    }),
    { numRuns: 500 },
  );
});
