import { type TraceHold } from './trace-hold.js';

/**
 * Says that something of a trace is still to be told, though the trace may be over by then.
 *
 * @returns what is called when it was told; calling it again has no effect
 */
export function awaitLateLines(hold: TraceHold | undefined): () => void {
  let isTold = hold === undefined;
  if (hold) hold.late = (hold.late ?? 0) + 1;
  return () => {
    if (isTold || !hold) return;
    isTold = true;
    hold.late = (hold.late ?? 1) - 1;
    if (hold.late === 0) hold.onAllTold?.();
  };
}

/** Calls back when all of a trace is told, at once where nothing is still to come. */
export function whenAllTold(hold: TraceHold | undefined, then: () => void): void {
  if (hold?.late) hold.onAllTold = then;
  else then();
}
