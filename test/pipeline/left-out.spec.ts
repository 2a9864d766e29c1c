import { LeftOut } from '../../lib/pipeline/left-out.js';
import { NOWHERE } from '../../lib/pipeline/outlet.js';

const generation = (id: string) => ({ entity: 'generation', id }) as const;

describe('what was left out', () => {
  it('is known by entity and id, until its id is that of another', () => {
    const leftOut = new LeftOut();
    leftOut.remember(generation('a'), NOWHERE);
    expect(leftOut.fateOf(generation('a'))).toBe(NOWHERE);
    expect(leftOut.fateOf({ entity: 'span', id: 'a' })).toBeUndefined();
    leftOut.forget(generation('a'));
    expect(leftOut.fateOf(generation('a'))).toBeUndefined();
  });

  it('is remembered of the last 20,000 elements, and of 40,000 at most', () => {
    const leftOut = new LeftOut();
    const ids = Array.from({ length: 100_000 }, (_, index) => `id-${index}`);
    for (const id of ids) leftOut.remember(generation(id), NOWHERE);
    const known = ids.filter((id) => leftOut.fateOf(generation(id)));
    expect(known.length).toBeGreaterThanOrEqual(20_000);
    expect(known.length).toBeLessThanOrEqual(40_000);
    expect(known).toEqual(ids.slice(-known.length));
  });
});
