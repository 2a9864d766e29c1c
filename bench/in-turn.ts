import { type Child } from './child.js';

interface Rounds {
  readonly count: number;
  /** Those before the first that counts. */
  readonly warmUp: number;
}

/**
 * Measures each subject in a process that lives on, so that none compiles anew, and all in turn, so that what else the
 * machine does befalls all.
 */
export async function inTurn<Name extends string, Cost>(
  names: readonly Name[],
  start: (name: Name) => Promise<Child>,
  measure: (child: Child, name: Name) => Promise<Cost>,
  { count, warmUp }: Rounds,
): Promise<Record<Name, Cost[]>> {
  const costs = Object.fromEntries(names.map((name) => [name, [] as Cost[]])) as Record<Name, Cost[]>;
  const children = new Map<Name, Child>();
  for (const name of names) children.set(name, await start(name));
  for (let round = -warmUp; round < count; round++) {
    for (const [name, child] of round % 2 === 0 ? children : [...children].reverse()) {
      const cost = await measure(child, name);
      if (round >= 0) costs[name].push(cost);
    }
  }
  for (const child of children.values()) await child.stop();
  return costs;
}
