import fc from 'fast-check';

import { type Batch, cutBatch, splitBatch } from '../../lib/transport/batch.js';
import { LineQueue } from '../../lib/transport/queue.js';

const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll('\n', ' '));
const lines = fc.array(line, { minLength: 1, maxLength: 60 });

function queueOf(all: string[]): LineQueue {
  const queue = new LineQueue();
  for (const each of all) queue.push(each, Buffer.byteLength(each));
  return queue;
}

function cutAll(queue: LineQueue, maxBytes: number): Batch[] {
  const batches: Batch[] = [];
  for (let batch = cutBatch(queue, maxBytes); batch; batch = cutBatch(queue, maxBytes)) batches.push(batch);
  return batches;
}

describe('cutBatch', () => {
  it('cuts all lines, whole and in order, into bodies no longer than the limit', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 400 }), (all, maxBytes) => {
        const batches = cutAll(queueOf(all), maxBytes);
        expect(batches.map(({ body }) => body.toString()).join('\n')).toBe(all.join('\n'));
        let from = 0;
        for (const batch of batches) {
          expect(batch.from).toBe(from);
          expect(batch.lines).toBe(batch.body.toString().split('\n').length);
          expect(batch.lines === 1 || batch.body.length <= maxBytes).toBe(true);
          from += batch.lines;
        }
      }),
    );
  });

  it('fills a body: no two that follow each other would fit into one', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 400 }), (all, maxBytes) => {
        const batches = cutAll(queueOf(all), maxBytes);
        for (const [at, batch] of batches.entries()) {
          const next = batches[at + 1]?.body.toString().split('\n')[0];
          if (next !== undefined) expect(batch.body.length + 1 + Buffer.byteLength(next)).toBeGreaterThan(maxBytes);
        }
      }),
    );
  });

  it('counts bytes of UTF-8, not characters', () => {
    const batches = cutAll(queueOf(['ééé', 'ééé']), 12);
    expect(batches.map(({ body }) => body.length)).toEqual([6, 6]);
  });

  it('has nothing to cut off an empty queue', () => {
    expect(cutBatch(new LineQueue(), 10)).toBeUndefined();
  });
});

describe('splitBatch', () => {
  it('halves down to single lines without losing, changing or reordering one', () => {
    const alone = (batch: Batch): Batch[] => splitBatch(batch)?.flatMap(alone) ?? [batch];
    fc.assert(
      fc.property(lines, (all) => {
        const [batch] = cutAll(queueOf(all), Infinity);
        const parts = batch ? alone(batch) : [];
        expect(parts.map(({ body }) => body.toString())).toEqual(all);
        expect(parts.map(({ from }) => from)).toEqual(all.map((_, at) => at));
        expect(parts.every((part) => part.lines === 1)).toBe(true);
      }),
    );
  });
});
