import { type LineQueue } from './queue.js';

const NEWLINE = 0x0a;

/** Whole lines joined by `\n`: the body of one request, byte for byte the same each time it is sent. */
export interface Batch {
  readonly body: Buffer;
  /** How many lines it holds, at least one. */
  readonly lines: number;
  /** The place of its first line in the order of all lines. */
  readonly from: number;
  /** Behind the place of its last line. */
  readonly to: number;
}

/** How many lines in front of the queue make a body of at most `maxBytes`; a longer line makes one of its own. */
export function countForBatch(queue: LineQueue, maxBytes: number): number {
  if (queue.length === 0) return 0;
  let lines = 1;
  let bytes = queue.sizeAt(0);
  while (lines < queue.length && bytes + 1 + queue.sizeAt(lines) <= maxBytes) {
    bytes += 1 + queue.sizeAt(lines);
    lines += 1;
  }
  return lines;
}

/** Takes the next batch off the queue. @returns undefined when nothing waits */
export function cutBatch(queue: LineQueue, maxBytes: number): Batch | undefined {
  const lines = countForBatch(queue, maxBytes);
  if (lines === 0) return undefined;
  const from = queue.head;
  return { body: Buffer.from(queue.take(lines).join('\n')), lines, from, to: from + lines };
}

/**
 * Two batches with the same lines in the same order, as near to half the bytes each as lines allow.
 *
 * @returns undefined for a line that stands alone
 */
export function splitBatch(batch: Batch): [Batch, Batch] | undefined {
  const { body, from } = batch;
  const middle = body.length >> 1;
  const before = body.lastIndexOf(NEWLINE, middle);
  const cut = before === -1 ? body.indexOf(NEWLINE, middle) : before;
  if (cut === -1) return undefined;
  const left = body.subarray(0, cut);
  const lines = countLines(left);
  return [
    { body: left, lines, from, to: from + lines },
    { body: body.subarray(cut + 1), lines: batch.lines - lines, from: from + lines, to: batch.to },
  ];
}

function countLines(body: Buffer): number {
  let lines = 1;
  for (let at = body.indexOf(NEWLINE); at !== -1; at = body.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
