import { Document } from '@langchain/core/documents';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Retrieval } from '../../lib/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const document = (pageContent: string) => new Document({ pageContent, metadata: { page: 1 } });
const point = (payload: object) => ({ id: 1, version: 0, score: 0.5, payload });

class Store {
  @Retrieval()
  find(_query: string, found: unknown): unknown {
    return found;
  }

  @Retrieval()
  async *stream(_query: string): AsyncGenerator<Document> {
    yield await Promise.resolve(document('a'));
    yield document('b');
  }

  @Retrieval()
  async *texts(_query: string, ...found: (string | Buffer)[]): AsyncGenerator<string | Buffer> {
    for (const text of found) yield await Promise.resolve(text);
  }

  @Retrieval()
  observed(_query: string): Observable<string> {
    return of('a', 'b');
  }

  @Retrieval({ output: (found: Document[]) => found.map(({ metadata }) => metadata) })
  replaced(): Document[] {
    return [document('a')];
  }
}

describe('the documents of a retrieval', () => {
  let logged: RecordedLogger;
  beforeAll(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());
  const documents = (): unknown => {
    const node = logged.recorder.find({ type: 'retrieval' });
    return node?.type === 'retrieval' ? node.docs : undefined;
  };

  it.each<[string, unknown, string[]]>([
    ['of LangChain', [document('a'), document('b')], ['a', 'b']],
    ['of LangChain, one without a text', [document(''), document('b')], ['', 'b']],
    ['of LangChain with their scores', [[document('a'), 0.5]], ['a']],
    ['of LangChain, a sole one', document('a'), ['a']],
    ['of LangChain, of several searches', [[document('a'), document('b')], [document('c')], []], ['a', 'b', 'c']],
    ['of Qdrant', { points: [point({ text: 'a' }), point({ text: 'b' })] }, ['a', 'b']],
    ['of Pinecone', { matches: [{ id: 'x', score: 1, metadata: { text: 'a' } }], namespace: '' }, ['a']],
    ['in a Set', new Set([document('a'), document('b')]), ['a', 'b']],
  ])('are the texts of those %s', (_, found, texts) => {
    expect(new Store().find('q', found)).toBe(found);
    expect(documents()).toEqual(texts);
  });

  it.each<[string, unknown, string[]]>([
    ['texts', ['a', 'b'], ['a', 'b']],
    ['a Set of texts', new Set(['a', 'b']), ['a', 'b']],
    ['a text', 'a', ['a']],
    ['what only looks like a store’s', { matches: ['a'] }, ['{"matches":["a"]}']],
    ['null', null, []],
  ])('are else as they were given: %s', (_, found, texts) => {
    new Store().find('q', found);
    expect(documents()).toEqual(texts);
  });

  it('are each of the texts of a stream, whose bytes are one', async () => {
    const store = new Store();
    const found: [(string | Buffer)[], string[]][] = [
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      [['a'], ['a']],
      [[], []],
      [[Buffer.from('a'), Buffer.from('b')], ['ab']],
    ];
    for (const [given, texts] of found) {
      for await (const _ of store.texts('q', ...given));
      expect(documents()).toEqual(texts);
      logged.recorder.clear();
    }
    await lastValueFrom(store.observed('q'));
    expect(documents()).toEqual(['a', 'b']);
  });

  it('are those of a stream, and those in their place', async () => {
    for await (const _ of new Store().stream('q'));
    expect(documents()).toEqual(['a', 'b']);
    logged.recorder.clear();
    new Store().replaced();
    expect(documents()).toEqual(['{"page":1}']);
  });
});
