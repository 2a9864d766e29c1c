import fc from 'fast-check';
import { bytesOf, shorten } from '../../lib/pipeline/shorten.js';
import { harness, line } from './harness.js';

const truncated = (entity: string, id: string): unknown => ({
  entity,
  id,
  action: 'update',
  data: { tags: { truncated: 'true' } },
});

describe('a field that is too long', () => {
  it('is cut at 262,144 bytes of UTF-8, and its element is tagged', () => {
    const { pipeline, sent } = harness();
    pipeline.write(line('trace', 't', 'update', { input: 'x'.repeat(262_144) }));
    expect(sent()).toHaveLength(1);
    pipeline.write(line('trace', 't', 'update', { input: 'é'.repeat(131_073) }));
    expect(sent()).toHaveLength(3);
    const input = sent()[1]?.data['input'] as string;
    expect(Buffer.byteLength(input)).toBeLessThanOrEqual(262_144);
    expect(input).toMatch(/^é+… \[truncated\]$/);
    expect(sent()[2]).toEqual(truncated('trace', 't'));
  });

  it('may have 4 MiB as messages or as a result', () => {
    const { pipeline, sent } = harness();
    const messages = [{ role: 'user', content: 'x'.repeat(4_000_000) }];
    pipeline.write(line('span', 's', 'add-generation', { id: 'g', messages }));
    expect(sent()).toHaveLength(1);
    messages.push({ role: 'user', content: 'y'.repeat(400_000) });
    pipeline.write(line('span', 's', 'add-generation', { id: 'g', messages }));
    expect(sent()).toHaveLength(3);
    expect(bytesOf(sent()[1]?.data['messages'])).toBeLessThanOrEqual(4_194_304);
    expect(sent()[2]).toEqual(truncated('generation', 'g'));
  });

  it('is cut inside its longest texts, so that a result keeps its choices and usage', () => {
    const { pipeline, sent } = harness({ maxFieldBytes: 2_000 });
    const message = { role: 'assistant', content: 'x'.repeat(10_000) };
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const result = { id: 'r', model: 'm', choices: [{ index: 0, message, finish_reason: 'length' }], usage };
    pipeline.write(line('generation', 'g', 'result', { result }));
    expect(sent()[0]?.data).toEqual({
      result: {
        ...result,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: expect.stringMatching(/^x{1500,}… \[truncated\]$/) as string },
            finish_reason: 'length',
          },
        ],
      },
    });
  });

  it.each([
    ['a list of numbers', Array.from({ length: 100_000 }, (_, index) => index)],
    [
      'a record of many members',
      Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, index])),
    ],
    ['a very long key', { ['k'.repeat(500_000)]: 1, kept: 2 }],
  ])('is cut in its number of members where texts are not what makes it long: %s', (_name, value) => {
    const short = shorten(value, 1_000);
    expect(bytesOf(short)).toBeLessThanOrEqual(1_000);
    expect(Object.keys(short as object).length).toBeGreaterThan(0);
  });

  it.each([1, 30, 100])('keeps an outline where it may have only %i bytes', (maxFieldBytes) => {
    const { dataOf, sent } = harness({ maxFieldBytes });
    const long = 'x'.repeat(500);
    const cut = expect.stringMatching(/^x*… \[truncated\]$/) as string;
    dataOf(line('generation', 'g', 'update', { messages: [{ role: 'user', content: long }] }));
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const details = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`detail${index}`, index]));
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: long }] }];
    dataOf(line('generation', 'g', 'result', { result: { ...details, output, usage } }));
    dataOf(line('trace', 't', 'update', { tags: { a: long }, metadata: { b: long } }));
    expect(sent().flatMap(({ data }) => ('truncated' in ((data['tags'] ?? {}) as object) ? [] : [data]))).toEqual([
      { messages: [{ role: 'user', content: cut }] },
      {
        result: expect.objectContaining({
          output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: cut }] }],
          usage,
        }) as object,
      },
      { tags: { a: cut }, metadata: { b: cut } },
    ]);
  });

  it('stays valid, keeps its shape, never has half of a surrogate pair, and fits', () => {
    const messages = fc.array(
      fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.string({ unit: 'binary', maxLength: 400 }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(messages, fc.integer({ min: 600, max: 2_000 }), (given, maxFieldBytes) => {
        const { pipeline, sent } = harness({ maxFieldBytes, redactSecrets: false });
        pipeline.write(line('generation', 'g', 'update', { messages: given }));
        const [first, tag] = sent();
        const shown = first?.data['messages'] as typeof given;
        expect(bytesOf(shown)).toBeLessThanOrEqual(maxFieldBytes);
        expect(shown.map(({ role }) => role)).toEqual(given.map(({ role }) => role));
        shown.forEach(({ content }, index) => {
          expect(given[index]?.content.startsWith(content.replace(/… \[truncated\]$/, ''))).toBe(true);
          expect(content).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        });
        expect(tag === undefined).toBe(bytesOf(given) <= maxFieldBytes);
      }),
    );
  });

  it('is bounded before it is read to its end', () => {
    const { pipeline, sent } = harness();
    let graph: unknown = 'leaf';
    for (let level = 0; level < 60; level++) graph = { left: graph, right: graph };
    pipeline.write(line('generation', 'g', 'update', { modelParameters: { graph } }));
    expect(bytesOf(sent()[0]?.data)).toBeLessThanOrEqual(262_200);
    expect(sent()[1]).toEqual(truncated('generation', 'g'));
  });
});

it('of a very long list not much more is read than may be sent', () => {
  let reads = 0;
  const row = { toJSON: () => ({ id: ++reads, name: `row ${reads}` }) };
  const { pipeline, sent } = harness();
  pipeline.write(line('trace', 't', 'update', { input: new Array(1_000_000).fill(row) }));
  expect(Buffer.byteLength(sent()[0]?.data['input'] as string)).toBeGreaterThan(262_000);
  expect(sent()[1]).toEqual(truncated('trace', 't'));
  expect(reads).toBeLessThan(20_000);
});

it('a field may be longer than the default where maxFieldBytes says so', () => {
  const { pipeline, sent } = harness({ maxFieldBytes: 20_000_000, redactSecrets: false });
  pipeline.write(line('trace', 't', 'update', { input: 'x'.repeat(18_000_000) }));
  expect(sent()).toHaveLength(1);
});
