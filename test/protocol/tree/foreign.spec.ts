import { type TreeNode } from '../../../lib/protocol/tree/node.js';
import { at, folded, line } from './lines.js';

const under = (...lines: string[]): readonly TreeNode[] =>
  folded(line('trace', 't', 'create', { startTimestamp: at(0) }), ...lines)
    .traces()
    .flatMap(({ children }) => children);

describe('What other SDKs write', () => {
  it('has offsets and microseconds in the times of Python', () => {
    expect(
      under(
        line('trace', 't', 'add-span', { id: 's', startTimestamp: '2026-01-01T00:00:01.250001+00:00' }),
        line('span', 's', 'end', { endTimestamp: '2026-01-01T00:00:02.750999+00:00' }),
      ),
    ).toMatchObject([{ durationMs: 1500, startTimestamp: '2026-01-01T00:00:01.250001+00:00', status: 'ok' }]);
  });

  it('has the documents of Python in an update, and a sole one as a string', () => {
    expect(
      under(
        line('trace', 't', 'add-retrieval', { id: 'a', startTimestamp: at(1) }),
        line('retrieval', 'a', 'update', { docs: ['d'], endTimestamp: at(2) }),
        line('retrieval', 'a', 'end', { endTimestamp: at(3) }),
        line('trace', 't', 'add-retrieval', { id: 'b', startTimestamp: at(2) }),
        line('retrieval', 'b', 'end', { docs: 'one', endTimestamp: at(2) }),
      ),
    ).toMatchObject([
      { docs: ['d'], durationMs: 2 },
      { docs: ['one'], durationMs: 0 },
    ]);
  });

  it('has the metrics of Python as name and value', () => {
    expect(
      under(
        line('trace', 't', 'add-retrieval', { id: 'a', startTimestamp: at(1) }),
        line('retrieval', 'a', 'update', { metrics: { name: 'recall', value: 0.5 } }),
        line('trace', 't', 'add-generation', { id: 'b', startTimestamp: at(2) }),
        line('generation', 'b', 'update', { metrics: { value: 1, ttft_ms: 2, broken: 'x' } }),
      ),
    ).toMatchObject([{ metrics: { recall: 0.5 } }, { metrics: { value: 1, ttft_ms: 2 } }]);
  });

  it("has a span's input wrapped by Python, and ours as metadata", () => {
    expect(
      under(
        line('trace', 't', 'add-span', { id: 'a', startTimestamp: at(1) }),
        line('span', 'a', 'update', { input: { type: 'text', value: 'hi' } }),
        line('trace', 't', 'add-span', { id: 'b', startTimestamp: at(2) }),
        line('span', 'b', 'update', { metadata: { input: '["hi"]', output: '"yo"' } }),
      ),
    ).toMatchObject([{ input: 'hi' }, { input: '["hi"]', output: '"yo"' }]);
  });

  it('has the counts of a Responses object', () => {
    expect(
      under(
        line('trace', 't', 'add-generation', { id: 'g', startTimestamp: at(1) }),
        line('generation', 'g', 'result', {
          result: {
            object: 'response',
            id: 'r',
            output: [],
            usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
          },
        }),
      ),
    ).toMatchObject([{ usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7, input_tokens: 3 } }]);
  });

  it('has the cost in the result, as JavaScript writes it', () => {
    expect(
      under(
        line('trace', 't', 'add-generation', { id: 'g', startTimestamp: at(1) }),
        line('generation', 'g', 'result', { result: { id: 'r', cost: { input: 1, output: 2, total: 3 } } }),
      ),
    ).toMatchObject([{ cost: { input: 1, output: 2, total: 3 } }]);
  });

  it('is a single line for an element that is already over', () => {
    expect(
      under(line('trace', 't', 'add-span', { id: 's', startTimestamp: at(1), endTimestamp: at(4) })),
    ).toMatchObject([{ durationMs: 3, status: 'ok' }]);
  });

  it('may be of the wrong type, which never shows in a node', () => {
    expect(
      under(
        line('trace', 't', 'add-generation', {
          id: 'g',
          name: 7,
          tags: { n: 1, o: { a: 1 }, z: null },
          startTimestamp: 'yesterday',
          endTimestamp: 12,
          messages: 'hi',
          model: ['m'],
          modelParameters: 'none',
        }),
        line('generation', 'g', 'result', { result: 'text' }),
        line('generation', 'g', 'add-feedback', { score: 'high' }),
        line('generation', 'g', 'evaluate', {}),
        line('trace', 't', 'add-span', { id: 5 }),
      ),
    ).toMatchObject([
      {
        name: '7',
        tags: { n: '1', o: '{"a":1}', z: '' },
        messages: [],
        model: '["m"]',
        status: 'open',
        feedback: [],
        evaluations: [{ evaluators: [] }],
      },
    ]);
  });

  it('may end before it began, which lasted nothing', () => {
    expect(
      under(line('trace', 't', 'add-span', { id: 's', startTimestamp: at(5), endTimestamp: at(1) })),
    ).toMatchObject([{ durationMs: 0 }]);
  });
});
