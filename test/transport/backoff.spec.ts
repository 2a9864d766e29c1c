import { backoff, retryAfter } from '../../lib/transport/backoff.js';

describe('backoff', () => {
  const bounds = { minDelay: 500, maxDelay: 30_000 };

  it('doubles its bound with each failure up to the largest', () => {
    expect([1, 2, 3, 7, 100, 5_000].map((failures) => backoff(failures, bounds, 1))).toEqual([
      500, 1_000, 2_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('grows from nothing too: no server is asked again and again without a pause', () => {
    expect(backoff(5, { minDelay: 0, maxDelay: 30_000 }, 1)).toBe(16);
  });

  it('spreads over the whole range below its bound', () => {
    expect(backoff(3, bounds, 0)).toBe(0);
    expect(backoff(3, bounds, 0.25)).toBe(500);
  });
});

describe('retryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['99999999999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j ms', (header, wait) => {
    expect(retryAfter(header, now)).toBe(wait);
  });
});
