import { decode, type DecodedLine } from '../../../lib/protocol/decode.js';
import { Fold } from '../../../lib/protocol/tree/fold.js';
import { type TraceNode, type TreeNode } from '../../../lib/protocol/tree/node.js';

export const ARRIVAL = new Date('2026-06-01T00:00:00.000Z');

/** A time that is `ms` after the start of the year. */
export const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

/** A line of the wire. */
export const line = (entity: string, id: string, action: string, data: Record<string, unknown> = {}): string =>
  `${entity}{id=${id},action=${action},data=${JSON.stringify(data)}}`;

export const decoded = (...lines: string[]): DecodedLine[] => decode(lines.join('\n'));

export function folded(...lines: string[]): Fold {
  const fold = new Fold(() => ARRIVAL);
  for (const one of decoded(...lines)) fold.add(one);
  return fold;
}

/** The tree's shape: each node as `type id`, its children in a list behind it. */
export const shape = (node: TreeNode): unknown =>
  node.children.length === 0 ? `${node.type} ${node.id}` : [`${node.type} ${node.id}`, ...node.children.map(shape)];

/** The one trace that the lines make. */
export function soleTrace(...lines: string[]): TraceNode {
  const [trace, ...others] = folded(...lines).traces();
  expect(others).toEqual([]);
  if (!trace) throw new Error('There is no trace.');
  return trace;
}
