import fc from 'fast-check';

import { decodeRecords, encodeRecords } from '../../../lib/transport/spool/record.js';

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));

const read = (bytes: Buffer): [number, string][] =>
  [...decodeRecords(bytes, 0)].flatMap(({ place, ...record }) =>
    place === undefined || !('line' in record) ? [] : [[place, String(record.line)]],
  );

describe('records', () => {
  it('come back as they were written, with their places', () => {
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, from) => {
        expect(read(encodeRecords(lines, from))).toEqual(lines.map((text, index) => [from + index, text]));
      }),
    );
  });

  const lines = ['trace{id=a,action=create,data={"name":"ä"}}', 'b 1 2', '', 'trace{id=a,action=end,data={}}'];
  const bytes = encodeRecords(lines, 7);
  const whole = read(bytes);

  it('survive a cut at any offset but for the one that is cut', () => {
    for (let length = 0; length <= bytes.length; length++) {
      const found = read(bytes.subarray(0, length));
      expect(found).toEqual(whole.slice(0, found.length));
      const written = lines.filter((_, index) => encodeRecords(lines.slice(0, index + 1), 7).length <= length).length;
      expect(found).toHaveLength(written);
    }
  });

  it('survive any flipped byte but for the one it is in, and none is read wrong', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x80, 0xff, (bytes[at] ?? 0) ^ 0x0a]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const found = read(damaged);
        expect(whole).toEqual(expect.arrayContaining(found));
        expect(found.length).toBeGreaterThanOrEqual(whole.length - 1);
      }
    }
  });
});
