import fc from 'fast-check';

import { LineQueue } from '../../lib/transport/queue.js';

describe('LineQueue', () => {
  it('gives lines back in order and counts its bytes, whatever the order of pushes and takes', () => {
    const step = fc.oneof(fc.string(), fc.nat({ max: 5 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new LineQueue();
        const model: string[] = [];
        let pushed = 0;
        for (const each of steps) {
          if (typeof each === 'string') {
            queue.push(each, Buffer.byteLength(each));
            model.push(each);
            pushed += 1;
          } else expect(queue.take(each)).toEqual(model.splice(0, each));
          expect(queue.length).toBe(model.length);
          expect(queue.bytes).toBe(Buffer.byteLength(model.join('')));
          expect(queue.tail).toBe(pushed);
          expect(queue.head).toBe(pushed - model.length);
        }
      }),
    );
  });

  it('stays in order through thousands of lines that come and go', () => {
    const queue = new LineQueue();
    const out: string[] = [];
    for (let n = 0; n < 10_000; n++) {
      queue.push(`${n}`, `${n}`.length);
      if (n % 3 === 2) out.push(...queue.take(3));
    }
    out.push(...queue.take(10_000));
    expect(out).toEqual(Array.from({ length: 10_000 }, (_, n) => `${n}`));
    expect(queue.bytes).toBe(0);
    expect(queue.sizeAt(0)).toBe(0);
  });
});
