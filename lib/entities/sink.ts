import type { Line } from '../protocol/line.js';

/** The first lines of a trace that is sent only once something was attached to it. */
export interface TraceHold {
  /** Those that wait, in order; `undefined` once the trace is released. */
  lines: Line[] | undefined;
  /** Called once, when the waiting lines have gone out and before the line that released them. */
  onRelease?: () => void;
}

/** Where entities put their lines. Accepting one is synchronous and never throws. */
export interface LineSink {
  /** @param hold that of the line's trace, where its first lines may still wait */
  write(line: Line, hold?: TraceHold): void;
  /** Lets the lines that wait go out, without a line of its own. */
  release(hold: TraceHold): void;
}
