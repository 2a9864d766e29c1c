import { Recording, withoutNewIds } from '../recording.js';

/** The time at which every case is run. */
export const NOW = '2026-01-01T00:00:00.000Z';
export const START = new Date('2025-12-31T23:59:58.500Z');
export const END = new Date('2025-12-31T23:59:59.250Z');

/** Written by hand from the protocol: what a call puts on the wire. */
export type Case = [call: string, act: (maxim: Recording) => unknown, lines: string[]];

/** Runs each case, its new ids read as `<id>`. */
export function expectLines(of: string, cases: Case[]): void {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
  afterEach(() => jest.useRealTimers());

  it.each(cases)(`the lines of ${of}: %s`, (_call, act, lines) => {
    const maxim = new Recording();
    act(maxim);
    expect(withoutNewIds(maxim.drain())).toEqual(lines);
    expect(maxim.reports).toEqual([]);
    maxim.host.open.close();
  });
}
