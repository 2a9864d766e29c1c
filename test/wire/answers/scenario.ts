/** What a model answers: words, a call of a tool, or (where it streams) words that a failure cuts short. */
export type Scenario = 'words' | 'call' | 'failure';

export const text = 'On its way.';
export const pieces = ['On its ', 'way.'];
export const created = 1_700_000_000;
export const failure = 'Overloaded';

export const call = { id: 'call_1', name: 'lookup', input: { id: 7 } };
export const callPieces = ['{"id"', ':7}'];

/** An event that goes over the wire under its type's name. */
export interface StreamEvent extends Record<string, unknown> {
  type: string;
}

/** Events of which those from one on never come, because something failed. */
export const broken = <T>(scenario: Scenario, events: readonly T[], after: number, error: T): readonly T[] =>
  scenario === 'failure' ? [...events.slice(0, after), error] : events;
