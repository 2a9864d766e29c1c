import { Recording, withoutNewIds } from '../recording.js';

/** What both have: the official package's own types do not compile under this project's settings. */
export type Sdk = Omit<Recording, 'drain' | 'host' | 'reports'>;
interface OfficialLines extends Sdk {
  drain(): { serialize(): string }[];
}

/** The official SDK's builder of lines, which needs no network. */
export const { LogLine } = jest.requireActual<{ LogLine: new () => OfficialLines }>('@maximai/maxim-js');

/** The time that every test of this folder runs at. */
export const NOW = '2026-01-01T00:00:00.000Z';

/** What an act writes, in both; the element it is about was opened before. */
export function linesOfBoth(prepare: (sdk: Sdk) => () => unknown): { theirs: string[]; ours: string[] } {
  const official = new LogLine();
  const recording = new Recording();
  const acts = [prepare(official), prepare(recording)];
  official.drain();
  recording.drain();
  for (const act of acts) act();
  const theirs = withoutNewIds(official.drain().map((line) => line.serialize()));
  const ours = withoutNewIds(recording.drain());
  recording.host.open.close();
  return { theirs, ours };
}

/** Stops the clock for the tests of a file, so that times are compared as they are. */
export function stopTheClock(): void {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
  afterEach(() => jest.useRealTimers());
}

/** Keeps quiet the official SDK, which says on the console what it does with an invalid id. */
export function muteTheConsole(): void {
  beforeEach(() => jest.spyOn(console, 'error').mockReturnValue());
  afterEach(() => jest.restoreAllMocks());
}

/** The public methods of a class and of those it extends. */
export function methodsOf(prototype: object): string[] {
  const parent: unknown = Object.getPrototypeOf(prototype);
  const own = Object.getOwnPropertyNames(prototype);
  return parent === Object.prototype || !isObject(parent) ? own : [...own, ...methodsOf(parent)];
}
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** How the official SDK makes and sends lines is its own affair. */
export const INTERNAL = ['constructor', 'data', 'commit', 'logs', 'drain', 'flush', 'cleanup', 'id'];
