import { currentTrace } from './current.js';
import { shared } from './shared.js';

/** Whether some method of the process is to retain its trace: then those that sampling leaves out cannot be let go at once. */
export const mayRetain = (): boolean => shared.mayRetain ?? false;

/** Says that there is such a method. */
export function willRetain(): void {
  shared.mayRetain = true;
}

/** Runs a call whose trace is sent whatever sampling says: the one it runs in, and the first that it opens by itself. */
export function retaining<T>(call: () => T): T {
  currentTrace()?.retain();
  const around = shared.retainsNext ?? false;
  shared.retainsNext = true;
  try {
    return call();
  } finally {
    shared.retainsNext = around;
  }
}

/** For every trace that is opened: retains it where it is that of such a call. */
export function retainIfAsked(trace: { retain(): void }): void {
  if (!shared.retainsNext) return;
  shared.retainsNext = false;
  trace.retain();
}
