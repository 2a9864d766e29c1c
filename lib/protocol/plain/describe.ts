import { type Manner, type WalkOptions } from './manner.js';
import { Walk } from './walk.js';

/** Twice the longest field: whatever is cut for it would be cut anyway. */
const DEFAULT_BUDGET = 8_388_608;

/** @default for `budget`: 8,388,608; for the rest: that of a walk */
export type DescribeOptions = Partial<WalkOptions & Manner>;

/** A value as JSON. */
export interface Description {
  /** Undefined where JSON has no place for the value. */
  readonly json: string | undefined;
  /** The value was larger than the budget; what came last in it is missing. */
  readonly isCut: boolean;
}

/**
 * JSON of any value, described where JSON cannot carry it. Total: cycles, throwing getters and hostile proxies leave a
 * mark in their place, and the rest is kept. Each getter is read once.
 */
export function describeJson(value: unknown, options: DescribeOptions = {}): Description {
  const walk = new Walk(options);
  const json = walk.write({ value }, 'value', {
    ...options,
    budget: options.budget ?? DEFAULT_BUDGET,
  });
  return { json, isCut: walk.isCut };
}

/** The same as a value: plain JSON that nobody else holds. */
export function describeValue(value: unknown, options?: DescribeOptions): { value: unknown; isCut: boolean } {
  const { json, isCut } = describeJson(value, options);
  return { value: json === undefined ? undefined : JSON.parse(json), isCut };
}
