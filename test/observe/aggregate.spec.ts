import { Aggregate } from '../../lib/observe/aggregate.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';

const aggregate = (chunks: unknown[], room = 1000): Aggregate => {
  const made = new Aggregate(room, (chunk, budget) => describeValue(chunk, { budget, captureStack: false }).value);
  for (const chunk of chunks) made.add(chunk);
  return made;
};

describe('the aggregate of a stream', () => {
  it.each<[string, unknown[], unknown]>([
    ['nothing to an empty text', [], ''],
    ['strings to one text', ['a', '', 'b'], 'ab'],
    ['bytes of UTF-8 to one text', [Buffer.from('grü'), new TextEncoder().encode('ße')], 'grüße'],
    ['a character split between chunks', [Buffer.from([0xe2, 0x82]), Buffer.from([0xac])], '€'],
    ['strings and bytes together', ['a', Buffer.from('b')], 'ab'],
    ['an ArrayBuffer', [new TextEncoder().encode('ab').buffer], 'ab'],
    ['other bytes to their number', [Buffer.from([0x89, 0x50]), Buffer.from([0xff])], '[3 bytes of binary data]'],
    ['other values to an array', [{ a: 1 }, 2, null], [{ a: 1 }, 2, null]],
    ['text among other values', ['a', 'b', { a: 1 }, 'c'], ['ab', { a: 1 }, 'c']],
    ['what JSON does not know', [undefined, 1n, { at: new Date(0) }], [null, '1', { at: '1970-01-01T00:00:00.000Z' }]],
  ])('puts %s', (_, chunks, value) => {
    expect(aggregate(chunks).value()).toEqual(value);
    expect(aggregate(chunks).truncated).toBe(false);
  });

  it('describes a chunk as every other value', () => {
    const chunks = [new Map([['k', new Set([1])]]), new TypeError('bad'), { fn: aggregate }];
    expect(aggregate(chunks).value()).toEqual([
      { k: [1] },
      { type: 'error', errorName: 'TypeError', errorMessage: 'bad' },
      { fn: '[Function aggregate]' },
    ]);
  });

  it('takes a chunk as it was when it came', () => {
    const chunk = { text: 'before' };
    const made = aggregate([chunk]);
    chunk.text = 'after';
    expect(made.value()).toEqual([{ text: 'before' }]);
  });

  it('survives what cannot be written down', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(aggregate([cycle, 1]).value()).toEqual([{ self: '[Circular]' }, 1]);
  });

  it('keeps no more text than it may, in whole characters', () => {
    const made = aggregate(['abc', '€€', 'never'], 8);
    expect(made.value()).toBe('abc€');
    expect(made.truncated).toBe(true);
  });

  it('keeps no more values than it may', () => {
    const made = aggregate([{ a: 1 }, { b: 'x'.repeat(1000) }, 1], 400);
    expect(made.value()).toEqual([{ a: 1 }, { b: expect.stringMatching(/^x{64,400}$/) as string }]);
    expect(made.truncated).toBe(true);
  });

  it('decodes no more of a large chunk than fits', () => {
    const decode = jest.spyOn(TextDecoder.prototype, 'decode');
    const made = aggregate([Buffer.from('€'.repeat(1000))], 8);
    expect(made.value()).toBe('€€');
    expect(made.truncated).toBe(true);
    expect(decode.mock.calls.map(([bytes]) => bytes?.byteLength)).toEqual([8]);
    decode.mockRestore();
  });

  it('keeps more once it may, unless something is missing already', () => {
    const [whole, cut] = [aggregate(['abc'], 4), aggregate(['abcde'], 4)];
    for (const made of [whole, cut]) {
      made.extend(4);
      made.add('fghij');
    }
    expect([whole.value(), whole.truncated]).toEqual(['abcfghij', false]);
    expect([cut.value(), cut.truncated]).toEqual(['abcd', true]);
  });

  it('fits exactly', () => {
    expect(aggregate(['abcd'], 4)).toMatchObject({ truncated: false });
  });
});
