import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Journal } from '../../../lib/transport/spool/journal.js';
import { removeTemporaryFolders, temporaryFolder } from './temporary.js';

afterEach(removeTemporaryFolders);

const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `line ${from + n}`);

/** Everything that is not done with, by batches of at most `maxBytes`. */
function drain(journal: Journal, maxBytes = 1_000): string[] {
  const bodies: string[] = [];
  for (;;) {
    const { batch } = journal.read(maxBytes, 0);
    if (batch === undefined) return bodies.flatMap((body) => body.split('\n'));
    bodies.push(batch.body.toString());
    journal.acknowledge(batch.to);
  }
}

describe('Journal', () => {
  it('gives lines back in order, in batches of whole lines within the limit', () => {
    const journal = new Journal(temporaryFolder(), 500);
    journal.append(numbered(50), 0);
    journal.append(numbered(50, 50), 50);
    const bodies: string[] = [];
    let from = 0;
    for (let next = journal.read(100, from); next.batch; next = journal.read(100, from)) {
      expect(next.batch.from).toBe(from);
      expect(next.batch.body.length).toBeLessThanOrEqual(100);
      from = next.batch.to;
      bodies.push(next.batch.body.toString());
    }
    expect(bodies.join('\n').split('\n')).toEqual(numbered(100));
    expect(journal.lines).toBe(100);
    journal.acknowledge(100);
    expect(journal.lines).toBe(0);
    journal.close();
  });

  it('reads a line longer than a batch, and than what is read at once', () => {
    const journal = new Journal(temporaryFolder(), 1e9);
    const long = 'x'.repeat(1_500_000);
    journal.append(['a', long, 'b'], 0);
    expect(drain(journal)).toEqual(['a', long, 'b']);
    journal.close();
  });

  it('reads no further than asked', () => {
    const journal = new Journal(temporaryFolder(), 500);
    journal.append(numbered(10), 0);
    expect(journal.read(1_000, 0, 4).batch).toMatchObject({ lines: 4, from: 0, to: 4 });
    expect(journal.read(1_000, 4, 4).batch).toBeUndefined();
    expect(journal.read(1_000, 6).batch).toMatchObject({ lines: 4, from: 6, to: 10 });
    journal.close();
  });

  it('is gone on with where its process stopped', () => {
    const folder = temporaryFolder();
    const first = new Journal(folder, 300);
    first.append(numbered(40), 100);
    first.append(numbered(40, 40), 140);
    first.append(numbered(20, 80), 180);
    first.acknowledge(163);
    const second = Journal.open(folder, 300);
    expect(second.lines).toBe(37);
    expect(drain(second)).toEqual(numbered(37, 63));
    second.close();
    expect(() => readdirSync(folder)).toThrow('ENOENT');
    first.close();
  });

  it('frees the disk as lines are done with', () => {
    const folder = temporaryFolder();
    const journal = new Journal(folder, 100);
    for (let n = 0; n < 10; n++) journal.append(numbered(10), n * 10);
    const full = journal.bytes;
    journal.acknowledge(55);
    expect(journal.bytes).toBeLessThan(full / 2 + 100);
    journal.acknowledge(100);
    expect(journal.bytes).toBe(0);
    journal.close();
  });

  it('gives up the oldest lines where it must', () => {
    const journal = new Journal(temporaryFolder(), 100);
    for (let n = 0; n < 3; n++) journal.append(numbered(10, n * 10), n * 10);
    expect([journal.shed(1), journal.shed(1), journal.shed(1)]).toEqual([10, 10, undefined]);
    expect(drain(journal)).toEqual(numbered(10, 20));
    journal.close();
  });

  it('skips what was written twice after a fault', () => {
    const journal = new Journal(temporaryFolder(), 1e9);
    journal.append(numbered(10), 0);
    journal.append(numbered(20), 0);
    expect(drain(journal)).toEqual(numbered(20));
    journal.close();
  });

  /** Three segments, the first partly done with, in memory: file name → bytes. */
  function files(): Map<string, Buffer> {
    const folder = temporaryFolder();
    const journal = new Journal(folder, 100);
    for (let n = 0; n < 3; n++) journal.append(numbered(4, n * 4), n * 4);
    journal.acknowledge(2);
    const contents = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
    journal.close();
    return contents;
  }

  function drained(contents: Map<string, Buffer>, name: string, bytes: Buffer): string[] {
    const folder = join(temporaryFolder(), 'journal');
    mkdirSync(folder);
    for (const [each, whole] of contents) writeFileSync(join(folder, each), each === name ? bytes : whole);
    const journal = Journal.open(folder, 100);
    const lines = drain(journal);
    journal.close();
    rmSync(folder, { recursive: true, force: true });
    return lines;
  }

  it('loses at most the record that is cut, at every offset of every file', () => {
    const contents = files();
    const all = numbered(10, 2);
    for (const [name, whole] of contents) {
      for (let length = 0; length < whole.length; length++) {
        const lines = drained(contents, name, whole.subarray(0, length));
        if (name === 'mark') expect(lines).toEqual(numbered(12));
        else {
          const kept =
            whole
              .subarray(0, length)
              .toString()
              .match(/line \d+\n/g) ?? [];
          const others = [...contents].filter(([each]) => each !== name && each !== 'mark');
          const expected = [...kept, ...others.flatMap(([, bytes]) => bytes.toString().match(/line \d+\n/g) ?? [])];
          const trimmed = expected.map((line) => line.trim());
          expect(lines).toEqual(all.filter((line) => trimmed.includes(line)));
        }
      }
    }
  });

  it.each([0x01, 0xff, 'a newline'])('loses at most one record to a flipped byte, wherever it is: %p', (flip) => {
    const contents = files();
    for (const [name, whole] of contents) {
      for (let at = 0; at < whole.length; at++) {
        const bytes = Buffer.from(whole);
        const byte = whole[at] ?? 0;
        bytes[at] = flip === 'a newline' ? 0x0a : byte ^ Number(flip);
        const lines = drained(contents, name, bytes);
        expect(lines).toEqual(numbered(12).filter((line) => lines.includes(line)));
        const wanted = numbered(10, 2).filter((line) => lines.includes(line));
        expect(wanted.length).toBeGreaterThanOrEqual(name === 'mark' ? 10 : 9);
      }
    }
  });
});
