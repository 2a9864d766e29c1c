import { createHash } from 'node:crypto';
import { RecordedBytes, textOf } from '../../lib/wire/recorded-bytes.js';

const LIMIT = 8_388_608;

it('bytes that come one by one take little more than their size', () => {
  const recorded = new RecordedBytes(LIMIT);
  const hash = createHash('sha256');
  for (let index = 0; index < 300_000; index += 1) {
    const byte = Buffer.from([index % 251]);
    recorded.add(byte);
    hash.update(byte);
    byte.fill(0); // The app's own, which it may use again.
  }
  expect([recorded.size, recorded.truncated]).toEqual([300_000, false]);
  expect(recorded.chunks.length).toBeLessThan(30_000);
  const kept = createHash('sha256');
  for (const { bytes } of recorded.chunks) kept.update(bytes);
  expect(kept.digest('hex')).toBe(hash.digest('hex'));
});

it('crumbs keep their order among all that comes, and their times', async () => {
  const recorded = new RecordedBytes(LIMIT);
  let expected = '';
  for (let index = 0; index < 5000; index += 1) {
    const text = index % 7 === 0 ? `<${String(index)}${'é'.repeat(600)}>` : `${String(index)}ü,`;
    if (index % 3 === 0) recorded.add(text);
    else if (index % 3 === 1) recorded.add(Buffer.from(text).toString('base64'), 'base64');
    else recorded.add(new DataView(new TextEncoder().encode(text).buffer));
    expected += text;
    if (index % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(textOf(recorded.chunks)).toBe(expected);
  const times = recorded.chunks.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(20);
});

it('what is longer than the limit is cut among crumbs as well', () => {
  const recorded = new RecordedBytes(2000);
  for (let index = 0; index < 3000; index += 1) recorded.add('x');
  expect([recorded.truncated, recorded.size, textOf(recorded.chunks).length]).toEqual([true, 3000, 2000]);
});
