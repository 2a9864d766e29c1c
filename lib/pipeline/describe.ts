import { MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Line } from '../protocol/line.js';
import { describeMember, type DescribeOptions } from '../protocol/plain/describe.js';
import { fieldOf } from './fields.js';
import { type PlainRecord } from './plain.js';

/** So that an outline is left of a field that may have few bytes. */
const LEAST_BUDGET = 65_536;

/** How the values of lines are described. */
export interface DescribeData extends Omit<DescribeOptions, 'budget'> {
  /** Bytes a field may have; `undefined`: each has its own. */
  readonly maxFieldBytes?: number;
}

export interface DataSnapshot {
  /** Plain JSON that nobody else holds. */
  readonly data: PlainRecord;
  /** A field was far larger than it may be; what came last in it is missing. */
  readonly isCut: boolean;
  /** Characters that the copy holds, to a rough count. */
  readonly size: number;
}

/** A copy of a line's data. Of a field not much more is read than may be sent, so that none takes long. */
export function describeData({ entity, data }: Line, options: DescribeData): DataSnapshot {
  const copy: PlainRecord = {};
  let isCut = false;
  let size = 0;
  for (const key in data) {
    const maxBytes = options.maxFieldBytes ?? fieldOf(entity, key)?.maxBytes ?? MAX_FIELD_BYTES;
    const member = describeMember(data, key, options, Math.max(2 * maxBytes, LEAST_BUDGET));
    copy[key] = member.value;
    isCut ||= member.isCut;
    size += member.size;
  }
  return { data: copy, isCut, size };
}
