import type { Line } from '../protocol/line.js';

/** What all that is in a trace shares: its first lines, where they wait till something is attached, and its fate. */
export interface TraceHold {
  /** Those that wait, in order; `undefined` once the trace is released. */
  lines: Line[] | undefined;
  /** Called once, when the waiting lines have gone out and before the line that released them. */
  onRelease?: () => void;
  /** What sampling has in mind for it; the pipeline's own. */
  fate?: object;
}

/** Where entities put their lines. Accepting one is synchronous and never throws. */
export interface LineSink {
  /** @param hold that of the line's trace, where the trace is known */
  write(line: Line, hold?: TraceHold): void;
  /** Lets the lines that wait go out, without a line of its own. */
  release(hold: TraceHold): void;
  /** Sends a trace whatever sampling says. */
  retain(hold: TraceHold): void;
}
