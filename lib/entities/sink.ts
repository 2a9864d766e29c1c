import type { Line } from '../protocol/line.js';
import { type TraceHold } from '../protocol/trace-hold.js';

/** Where entities put their lines. Accepting one is synchronous and never throws. */
export interface LineSink {
  /** @param hold that of the line's trace, where the trace is known */
  write(line: Line, hold?: TraceHold): void;
  /** Lets the lines that wait go out, without a line of its own. */
  release(hold: TraceHold): void;
  /** Sends a trace whatever sampling says. */
  retain(hold: TraceHold): void;
  /** Whether it is known already that a line's content is not sent: by sampling, or by `captureContent`. */
  isLeftOut(line: Line, hold?: TraceHold): boolean;
}
