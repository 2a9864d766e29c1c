import { Pinecone } from '@pinecone-database/pinecone';
import { QdrantClient } from '@qdrant/js-client-rest';
import weaviate from 'weaviate-ts-client';
import { type TreeNode } from '../../lib/protocol/tree/node.js';
import { captureInto } from '../../lib/wire/attach/app-capture.js';
import { processCapture } from '../../lib/wire/capture.js';
import { suppressCapture } from '../../lib/wire/suppress.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';

let provider: Provider;
let answer: (request: Received) => Reply;
let logger: RecordedLogger;
let stop: () => Promise<void>;

const document = 'Orders ship in 3 days.';
const point = { id: 1, version: 0, score: 0.9, payload: { text: document } };
const match = { id: 'a', score: 0.9, metadata: { text: document } };
const hit = { _id: 'a', _score: 0.9, fields: { chunk_text: document } };

const ANSWERS: readonly (readonly [path: RegExp, json: unknown])[] = [
  [/points\/search$/, { result: [point], status: 'ok', time: 0.1 }],
  [/points\/query$/, { result: { points: [point] }, status: 'ok', time: 0.1 }],
  [/points\/query\/batch$/, { result: [{ points: [point] }], status: 'ok', time: 0.1 }],
  [/points\/search\/batch$/, { result: [[point]], status: 'ok', time: 0.1 }],
  [/points\/(query|search)\/groups$/, { result: { groups: [{ id: 'g', hits: [point] }] }, status: 'ok', time: 0.1 }],
  [/points\/(recommend|discover)$/, { result: [point], status: 'ok', time: 0.1 }],
  [/^\/query$/, { matches: [match], namespace: '', usage: { readUnits: 5 } }],
  [/namespaces\/[^/]+\/search$/, { result: { hits: [hit] }, usage: { read_units: 5 } }],
  [/graphql$/, { data: { Get: { Faq: [{ content: document }] } } }],
];
const finds = ({ path }: Received): Reply => ({ json: ANSWERS.find(([end]) => end.test(path))?.[1] ?? {} });

const qdrant = () => new QdrantClient({ url: provider.url, checkCompatibility: false });
const pinecone = () => new Pinecone({ apiKey: 'key' }).index('faq', provider.url).namespace('shop');
const graphql = () => weaviate.client({ scheme: 'http', host: new URL(provider.url).host }).graphql;
const vector = [0.1, 0.2];

/** Each way to search, and how its retrieval is named and says what was searched. */
const SEARCHES: readonly (readonly [way: string, name: string, query: string, search: () => Promise<unknown>])[] = [
  ['Qdrant’s search', 'qdrant search faq', '[2 numbers]', () => qdrant().search('faq', { vector, limit: 2 })],
  ['Qdrant’s query', 'qdrant search faq', '[2 numbers]', () => qdrant().query('faq', { query: vector })],
  [
    'Qdrant’s query in stages',
    'qdrant search faq',
    '"prefetch":[{"query":"[2 numbers]","limit":5}]',
    () => qdrant().query('faq', { prefetch: [{ query: vector, limit: 5 }], query: { fusion: 'rrf' } }),
  ],
  [
    'Qdrant’s search of a named vector',
    'qdrant search faq',
    '"vector":{"name":"dense","vector":"[2 numbers]"}',
    () => qdrant().search('faq', { vector: { name: 'dense', vector }, limit: 2 }),
  ],
  [
    'Qdrant’s queries at once',
    'qdrant search faq',
    '{"searches":[{"query":"[2 numbers]","limit":2}]}',
    () => qdrant().queryBatch('faq', { searches: [{ query: vector, limit: 2 }] }),
  ],
  [
    'Qdrant’s searches at once',
    'qdrant search faq',
    '{"searches":[{"vector":"[2 numbers]","limit":2}]}',
    () => qdrant().searchBatch('faq', { searches: [{ vector, limit: 2 }] }),
  ],
  [
    'Qdrant’s query in groups',
    'qdrant search faq',
    '[2 numbers]',
    () => qdrant().queryGroups('faq', { query: vector, group_by: 'source' }),
  ],
  [
    'Qdrant’s search in groups',
    'qdrant search faq',
    '[2 numbers]',
    () => qdrant().searchPointGroups('faq', { vector, group_by: 'source', limit: 1, group_size: 1 }),
  ],
  [
    'Qdrant’s recommendation',
    'qdrant search faq',
    '"positive":[1,7]',
    () => qdrant().recommend('faq', { positive: [1, 7], limit: 2 }),
  ],
  [
    'Qdrant’s discovery',
    'qdrant search faq',
    '"target":"[2 numbers]"',
    () => qdrant().discoverPoints('faq', { target: vector, context: [{ positive: 1, negative: 7 }], limit: 2 }),
  ],
  ['Pinecone’s query', 'pinecone search', '[2 numbers]', () => pinecone().query({ vector, topK: 2 })],
  [
    'Pinecone’s search by text',
    'pinecone search shop',
    'shipping',
    () => pinecone().searchRecords({ query: { topK: 1, inputs: { text: 'shipping' } } }),
  ],
  [
    'Weaviate’s GraphQL',
    'weaviate search',
    'nearText:{concepts:["shipping"]}',
    () =>
      graphql()
        .get()
        .withClassName('Faq')
        .withFields('content')
        .withNearText({ concepts: ['shipping'] })
        .do(),
  ],
];

beforeAll(async () => {
  provider = await startProvider((request) => answer(request));
});
beforeEach(async () => {
  answer = finds;
  logger = await recordedLogger({ autoCapture: false });
  stop = captureInto(logger.maxim, { isAutomatic: true, orphans: 'trace', hosts: {}, parsers: [] });
});
afterEach(async () => {
  await stop();
  expect(logger.recorder.openEntities()).toEqual([]);
  await logger.close();
});
afterAll(() => provider.close());

const inTrace = async (fn: () => unknown): Promise<readonly TreeNode[]> => {
  await logger.maxim.withTrace({ name: 'request' }, fn);
  await processCapture().settled();
  return logger.recorder.traces[0]?.children ?? [];
};

describe.each(SEARCHES)('%s', (_, name, query, search) => {
  it('is a retrieval of the trace it was made in', async () => {
    const [retrieval, ...others] = await inTrace(search);
    expect(others).toEqual([]);
    expect(retrieval).toMatchObject({ type: 'retrieval', name, status: 'ok', docs: [document] });
    expect(retrieval?.tags).toEqual({ provider: name.split(' ')[0] });
    expect(JSON.stringify(retrieval)).toContain(JSON.stringify(query).slice(1, -1));
  });

  it('that fails says why', async () => {
    answer = () => ({ status: 500, json: { message: 'Out of memory' } });
    await inTrace(() => Promise.resolve(search()).catch(() => undefined));
    const [trace] = logger.recorder.traces;
    const retrievals = trace?.children.filter(({ type }) => type === 'retrieval') ?? [];
    const errors = logger.recorder.lines.filter(({ action }) => action === 'add-error');
    expect(retrievals.length).toBeGreaterThan(0);
    expect(errors.map(({ data }) => [data['message'], data['tags']])).toEqual(
      retrievals.map(({ id }) => ['Out of memory', { elementId: id }]),
    );
  });

  it('is told once where a recorded retrieval tells of it', async () => {
    const children = await inTrace(() => logger.maxim.withRetrieval({ name: 'faq' }, search));
    expect(children.map((child) => child.name)).toEqual(['faq']);
  });

  it('is let be outside of a trace, and where nothing is to be captured', async () => {
    await search();
    expect(await inTrace(() => suppressCapture(search))).toEqual([]);
    expect(logger.recorder.traces.length).toBeLessThanOrEqual(1);
  });
});

it('inside a generation, a search names it', async () => {
  const [generation] = await inTrace(() =>
    logger.maxim.withGeneration({ name: 'answer' }, () => qdrant().search('faq', { vector, limit: 2 })),
  );
  expect(generation?.children).toMatchObject([{ type: 'retrieval', tags: { parentId: generation?.id } }]);
});

it('that the app leaves is cancelled', async () => {
  answer = () => ({ json: {}, cut: 'hang' });
  const children = await inTrace(async () => {
    const controller = new AbortController();
    const body = JSON.stringify({ vector, limit: 2 });
    const init = { method: 'POST', body, signal: controller.signal };
    const response = await fetch(`${provider.url}/collections/faq/points/search`, init);
    controller.abort();
    await expect(response.text()).rejects.toThrow();
  });
  expect(children).toMatchObject([{ type: 'retrieval', status: 'cancelled', tags: { outcome: 'cancelled' } }]);
});

it.each([
  ['a body that is no search', '/query', { sql: 'select 1' }, { matches: [] }],
  ['an answer that found nothing of a store’s', '/query', { topK: 2, vector }, { rows: [] }],
  ['GraphQL of another kind', '/v1/graphql', { query: '{ me { name } }' }, { data: { me: { name: 'Ann' } } }],
])('%s is the app’s own affair', async (_, path, body, json) => {
  answer = () => ({ json });
  const init = { method: 'POST', body: JSON.stringify(body) };
  expect(await inTrace(async () => (await fetch(provider.url + path, init)).text())).toEqual([]);
});
