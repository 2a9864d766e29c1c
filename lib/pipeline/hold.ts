import { type Reporter } from '../faults/reporter.js';
import { type Line } from '../protocol/line.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { NOWHERE } from './outlet.js';

/** Whether a line may wait behind those that wait: it says no more than that the trace is there. */
function mayWait({ entity, id, action, data }: Line, waiting: readonly Line[]): boolean {
  if (entity !== 'trace' || id !== (waiting[0]?.id ?? id)) return false;
  return action === 'create' || action === 'end' || (action === 'update' && !('metrics' in data));
}

/** Lets the lines of a lazy trace wait, until one comes that makes the trace worth sending. */
export class Hold {
  constructor(
    private readonly send: (line: Line, hold?: TraceHold) => void,
    private readonly snapshot: (line: Line) => Line,
    private readonly reporter: Reporter,
  ) {}

  write(line: Line, hold?: TraceHold): void {
    if (hold?.lines === undefined) {
      this.send(line, hold);
    } else if (mayWait(line, hold.lines)) {
      // The first line and the last hold texts of ours, which nobody changes; most of them are never sent.
      hold.lines.push(line.action === 'update' ? this.snapshot(line) : line);
    } else {
      this.release(hold);
      this.send(line, hold);
    }
  }

  /** Sends what waits, then tells `onRelease`, whose own lines go out before anything that follows; unless none is sent. */
  release(hold: TraceHold): void {
    const waiting = hold.lines;
    if (waiting === undefined) return;
    hold.lines = undefined;
    for (const line of waiting) this.send(line, hold);
    if (hold.fate === NOWHERE) return;
    try {
      hold.onRelease?.();
    } catch (error) {
      this.reporter.report('error', 'release', 'A trace was released with an error. Please report this bug.', error);
    }
  }
}
