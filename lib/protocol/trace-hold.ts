import { type Line } from './line.js';

/** The trace itself, as far as others may ask of it. */
interface TraceFacts {
  readonly id: string;
  readonly sessionId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a model's call came out that was logged by hand: as much as knows the same call again, where that is seen too. */
export interface ToldResult {
  /** The provider's id of the answer. */
  readonly id: string | undefined;
  /** The counts of prompt and answer. */
  readonly tokens: string | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
}

/** What all that is in a trace shares: its first lines, where they wait till something is attached, and its fate. */
export interface TraceHold {
  /** Those that wait, in order; `undefined` once the trace is released. */
  lines: Line[] | undefined;
  /** Called once, when the waiting lines have gone out and before the line that released them. */
  onRelease?: () => void;
  /** Whose hold it is. */
  trace?: TraceFacts;
  /** How its generations came out that were logged by hand, the last ones. */
  told?: ToldResult[];
  /** How many of those have not ended: what they will tell of may be seen on the wire before. */
  awaited?: number;
  /** How much of it is still to be told, though the trace itself may be over. */
  late?: number;
  /** Called when that is none any more. */
  onAllTold?: () => void;
  /** Where sampling sends the trace's lines, once that was asked; the pipeline's own. */
  fate?: { accept(line: string): void };
}
