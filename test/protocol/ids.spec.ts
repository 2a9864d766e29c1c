import fc from 'fast-check';
import { isValidId, mendId, newId } from '../../lib/protocol/ids.js';

const WELL_FORMED = /^[A-Za-z0-9_-]{1,128}$/;

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The clock reads these, one after the other, and then the last for ever. */
function clockOf(readings: readonly number[]): void {
  const left = [...readings];
  jest.spyOn(Date, 'now').mockImplementation(() => (left.length > 1 ? left.shift() : left[0]) ?? 0);
}

function expectGrowing(ids: readonly string[]): void {
  expect(ids.filter((id) => !VERSION_7.test(id))).toEqual([]);
  expect(ids.filter((id, index) => index > 0 && id <= (ids[index - 1] ?? ''))).toEqual([]);
}

describe('newId', () => {
  afterEach(() => jest.restoreAllMocks());

  it('tells the ms at which it was made, as a UUID of version 7 does', () => {
    const before = Date.now();
    const id = newId();
    const told = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(id).toMatch(VERSION_7);
    expect(isValidId(id)).toBe(true);
    expect([told >= before, told <= Date.now()]).toEqual([true, true]);
  });

  it('grows with each of 20,000', () => expectGrowing(Array.from({ length: 20_000 }, newId)));

  it('grows with each of 20,000 of one ms, more than its counter holds', () => {
    clockOf([Date.now() + 1000]);
    expectGrowing(Array.from({ length: 20_000 }, newId));
  });

  it('grows on where the clock goes back', () => {
    const now = Date.now() + 60_000;
    clockOf([now, now - 3_600_000, now - 3_600_000, 0, now, now + 1, now]);
    expectGrowing(Array.from({ length: 20_000 }, newId));
  });

  it('grows whatever the clock says', () => {
    const absurd = fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 0.5, 8.64e15, 2 ** 48, Number.MAX_VALUE);
    const near = fc.tuple(fc.nat(3), fc.constantFrom(0, 0.25, 0.75)).map(([after, rest]) => 2e12 + after + rest);
    fc.assert(
      fc.property(fc.array(fc.oneof(absurd, near, fc.nat(3e12)), { minLength: 1, maxLength: 50 }), (readings) => {
        clockOf(readings);
        expectGrowing(readings.map(newId));
      }),
    );
  });
});

describe('isValidId', () => {
  it.each(['a', 'A-b_9', '-', '_', 'x'.repeat(128)])('takes %j', (id) => expect(isValidId(id)).toBe(true));
  it.each(['', 'a b', 'a/b', 'a.b', 'é', 'a\n', 'x'.repeat(129)])('refuses %j', (id) => {
    expect(isValidId(id)).toBe(false);
  });
});

describe('mendId', () => {
  it('leaves a valid id as it is', () => expect(mendId('order-42_a')).toBe('order-42_a'));

  // The digits are the first eight of `printf 'order/42' | sha256sum`, and so on: the same in every process.
  it.each([
    ['order/42', 'order_42-12e4be1b'],
    ['tenant a', 'tenant_a-c8284a9e'],
    ['', '-e3b0c442'],
    ['é', '_-4a99557e'],
  ])('mends %j to %j', (id, mended) => expect(mendId(id)).toBe(mended));

  it.each(['a b', '../../etc/passwd', 'é'.repeat(300), '\ud800', 'x'.repeat(1_000_000), 'a}\ntrace{id=b'])(
    'gives a well-formed id for a wrong one',
    (id) => expect(mendId(id)).toMatch(WELL_FORMED),
  );

  it('tells ids apart that differ in what is wrong only', () => {
    expect(mendId('a b')).not.toBe(mendId('a/b'));
    expect(mendId(`${'x'.repeat(200)}1`)).not.toBe(mendId(`${'x'.repeat(200)}2`));
  });

  it('is stable: what was mended is not mended again', () => {
    const mended = mendId(`${'x'.repeat(200)} `);
    expect(mended).toHaveLength(128);
    expect(mendId(mended)).toBe(mended);
  });
});
