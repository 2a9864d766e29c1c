import { median, say, spread } from '../report.js';

interface Goal {
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Prints one figure of several runs; beside its goal, where it has one, which its median is held against. */
export function figure(name: string, values: readonly number[], unit: string, { atMost, atLeast }: Goal = {}): void {
  const middle = median(values);
  const isMissed = !(middle <= (atMost ?? Infinity) && middle >= (atLeast ?? -Infinity));
  const goal = atMost !== undefined ? `at most ${atMost}` : atLeast !== undefined ? `at least ${atLeast}` : '';
  say(`  ${name.padEnd(58)} ${`${spread(values)} ${unit}`.padEnd(28)} ${goal}${isMissed ? ': missed' : ''}`.trimEnd());
}

/** The ratio of each run. */
export const ratios = (of: readonly number[], to: readonly number[]): number[] =>
  of.map((value, run) => value / (to[run] ?? NaN));
