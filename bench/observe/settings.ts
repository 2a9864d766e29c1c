/** How long a benchmark takes. */
export interface Settings {
  /** Of each figure, in turn with what it is compared with. */
  readonly runs: number;
  /** Work in each run is divided by this. @default 1 */
  readonly divisor: number;
}

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const runs = given.find((word) => word.startsWith('--runs='))?.slice(7);

export const settings: Settings = { runs: Number(runs ?? (isQuick ? 1 : 5)), divisor: isQuick ? 10 : 1 };

/** The parts that were named; none: all of them. */
export const chosen = given.filter((word) => !word.startsWith('--'));
