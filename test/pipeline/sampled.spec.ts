import { newId } from '../../lib/protocol/ids.js';
import { isSampled } from '../../lib/pipeline/sampled.js';

describe('isSampled', () => {
  it.each([
    ['trace-1', 0x17fe6f30],
    ['6f1c2a9e-5a0e-4a52-9d5f-0b8f5f1c7a11', 0x11091899],
  ])('goes by the first eight hex digits of the SHA-256 of %s', (id, digits) => {
    const share = digits / 2 ** 32;
    expect(isSampled(id, share)).toBe(false);
    expect(isSampled(id, share + Number.EPSILON)).toBe(true);
  });

  it('sends none with 0, all with 1, and with more than a rate all of that rate', () => {
    const ids = Array.from({ length: 2000 }, newId);
    const sent = (rate: number): string[] => ids.filter((id) => isSampled(id, rate));
    expect(sent(0)).toEqual([]);
    expect(sent(1)).toEqual(ids);
    expect(sent(0.5)).toEqual(expect.arrayContaining(sent(0.2)));
    expect(sent(0.5).length).toBeGreaterThan(sent(0.2).length);
  });
});
