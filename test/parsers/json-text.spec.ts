import fc from 'fast-check';
import { jsonText } from '../../lib/parsers/json-text.js';
import { hostile } from './hostile-values.js';

describe('jsonText', () => {
  it('is the JSON of what JSON can carry', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonText(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('is empty for undefined', () => {
    expect(jsonText(undefined)).toBe('');
  });

  it.each([
    ['a big integer', { n: 10n }, '{"n":"10"}'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['an error', new TypeError('bad'), '{"type":"error","errorName":"TypeError","errorMessage":"bad"}'],
    ['a map', new Map<unknown, unknown>([['a', new Set([1])]]), '{"a":[1]}'],
    ['bytes', { image: new Uint8Array(3) }, '{"image":"[Uint8Array 3 bytes]"}'],
    ['a function', { f: jsonText }, '{"f":"[Function jsonText]"}'],
    ['an object that says itself what it is', { toJSON: () => ({ a: 1 }) }, '{"a":1}'],
  ])('describes %s', (_, value, expected) => {
    expect(jsonText(value)).toBe(expected);
  });

  it('ends a cycle, and repeats what only occurs twice', () => {
    const shared = { a: 1 };
    const ring: Record<string, unknown> = { shared, again: shared };
    ring['self'] = ring;
    expect(jsonText(ring)).toBe('{"shared":{"a":1},"again":{"a":1},"self":"[Circular]"}');
  });

  it('loses a value that throws, and not its neighbours', () => {
    const value = {
      before: 1,
      get broken(): never {
        throw new Error('hostile');
      },
      after: 2,
    };
    expect(jsonText(value)).toBe('{"before":1,"broken":"[Unreadable: hostile]","after":2}');
  });

  it('stops in the depth', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(jsonText(deep)).toContain('[Deeper than 100 levels]');
  });

  it('stops where what is shared would grow without end', () => {
    let shared: unknown = 'end';
    for (let level = 0; level < 60; level++) shared = [shared, shared];
    expect(jsonText(shared).length).toBeLessThan(20_000_000);
  });

  it('never throws and is JSON, whatever it is given', () => {
    fc.assert(
      fc.property(hostile(), (recipe) => {
        const text = jsonText({ value: recipe() });
        expect(typeof JSON.parse(text)).toBe('object');
      }),
    );
  });
});
