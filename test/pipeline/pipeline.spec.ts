import fc from 'fast-check';
import { harness, line, parse } from './harness.js';

describe('a line', () => {
  it.each([
    [
      line('trace', 't1', 'create', {
        name: 'GET /x',
        tags: { env: 'prod' },
        startTimestamp: '2026-01-01T00:00:00.000Z',
        sessionId: 's1',
      }),
      'trace{id=t1,action=create,data={"name":"GET /x","tags":{"env":"prod"},"startTimestamp":"2026-01-01T00:00:00.000Z","sessionId":"s1"}}',
    ],
    [
      line('trace', 't1', 'add-tool-call', {
        id: 'tc1',
        name: 'search',
        spanId: undefined,
        tags: {},
        description: 'd',
        args: '{"q":1}',
      }),
      'trace{id=t1,action=add-tool-call,data={"id":"tc1","name":"search","tags":{},"description":"d","args":"{\\"q\\":1}"}}',
    ],
    [
      line('trace', 't1', 'update', { metrics: { ttft_ms: 12.5 } }),
      'trace{id=t1,action=update,data={"metrics":{"ttft_ms":12.5}}}',
    ],
  ])('goes out as the protocol writes it', (written, expected) => {
    const { pipeline, texts } = harness();
    pipeline.write(written);
    expect(texts).toEqual([expected]);
  });

  it('goes out exactly as JSON.stringify writes it where it is plain and holds no secret', () => {
    const parameters = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/).filter((key) => !/^(pwd|token|cookie)$/.test(key)),
      fc.oneof(fc.integer(), fc.lorem(), fc.boolean(), fc.constant(null)),
    );
    fc.assert(
      fc.property(
        parameters,
        fc.array(fc.record({ role: fc.lorem({ maxCount: 1 }), content: fc.lorem() })),
        (modelParameters, messages) => {
          const data = { id: 'g', messages, modelParameters };
          const { pipeline, texts } = harness();
          pipeline.write(line('trace', 't', 'add-generation', data));
          expect(texts).toEqual([`trace{id=t,action=add-generation,data=${JSON.stringify(data)}}`]);
        },
      ),
    );
  });

  it('is what it was when it was written', () => {
    const { pipeline, texts } = harness();
    const messages = [{ role: 'user', content: 'now' }];
    pipeline.write(line('generation', 'g', 'update', { messages }));
    messages[0] = { role: 'user', content: 'later' };
    expect(texts[0]).toContain('now');
  });

  it('always goes out on one line that can be read, whatever it holds', () => {
    const keys = fc.constantFrom(
      'input',
      'messages',
      'result',
      'metadata',
      'tags',
      'modelParameters',
      'docs',
      'variables',
      'error',
      'other',
    );
    const options = {
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    };
    fc.assert(
      fc.property(fc.dictionary(keys, fc.anything(options)), fc.boolean(), (data, captureContent) => {
        const { pipeline, texts, reports } = harness({ captureContent, maxFieldBytes: 300 });
        pipeline.write(line('generation', 'g', 'result', data));
        expect(texts[0]).not.toContain('\n');
        expect(parse(texts[0] ?? '').id).toBe('g');
        expect(reports).toEqual([]);
      }),
    );
  });

  it('still goes out with what says which element it is of, where its data cannot be read', () => {
    const { pipeline, texts, reports } = harness();
    let failures = 1;
    const data = new Proxy(
      { id: 's', name: 'step', metadata: { a: 'b' } },
      {
        ownKeys: (target) => {
          if (failures-- > 0) throw new RangeError('Invalid string length');
          return Reflect.ownKeys(target);
        },
      },
    );
    pipeline.write(line('trace', 't', 'add-span', data));
    expect(texts).toEqual(['trace{id=t,action=add-span,data={"id":"s","name":"step"}}']);
    expect(reports).toHaveLength(1);
  });
});
