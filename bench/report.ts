import { availableParallelism, cpus, loadavg } from 'node:os';

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What a run is measured on. */
export const machine = (): string =>
  `Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, ` +
  `load before the run: ${loadavg()[0]?.toFixed(1) ?? '?'}\n`;

/** The value below which a share of them is. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Minimum, median and maximum. */
export const spread = (values: readonly number[], digits = 2): string =>
  [0, 0.5, 1].map((share) => quantile(values, share).toFixed(digits)).join(' / ');
