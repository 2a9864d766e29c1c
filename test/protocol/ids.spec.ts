import { isValidId, mendId, newId } from '../../lib/protocol/ids.js';

const WELL_FORMED = /^[A-Za-z0-9_-]{1,128}$/;

describe('newId', () => {
  it('is well-formed and another each time', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(new Set(ids).size).toBe(100);
    expect(ids.every(isValidId)).toBe(true);
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
