import { type Line } from './line.js';

/** The trace itself, as far as others may ask of it. */
interface TraceFacts {
  readonly id: string;
  readonly sessionId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What all that is in a trace shares: its first lines, where they wait till something is attached, and its fate. */
export interface TraceHold {
  /** Those that wait, in order; `undefined` once the trace is released. */
  lines: Line[] | undefined;
  /** Called once, when the waiting lines have gone out and before the line that released them. */
  onRelease?: () => void;
  /** Whose hold it is. */
  trace?: TraceFacts;
  /** Where sampling sends the trace's lines, once that was asked; the pipeline's own. */
  fate?: { accept(line: string): void };
}
