import { AsyncLocalStorage } from 'node:async_hooks';
import { type CapturedCall } from '../../lib/wire/captured-call.js';
import { type CapturedSearch, isSearch } from '../../lib/wire/captured-search.js';
import { type CaptureSink } from '../../lib/wire/capture-sink.js';
import { enableAutoCapture, processCapture } from '../../lib/wire/capture.js';

/** What was captured, and who made it. */
interface Made {
  readonly by: string | undefined;
}
export type Captured = CapturedCall & Made;

export interface Capturing {
  /** Runs a function under a name, which the calls in it are told to be made by. */
  as<T>(name: string, fn: () => T): T;
  /** The calls that are over, in the order of their ends; waits until they are read. */
  calls(): Promise<Captured[]>;
  /** Waits until so many calls are over, and gives them. */
  atLeast(count: number): Promise<Captured[]>;
  /** The searches that are over; waits until they are read. */
  searches(): Promise<(CapturedSearch & Made)[]>;
  clear(): void;
  readonly faults: readonly unknown[];
  stop(): void;
}

/** Captures the calls and searches of this process. */
export function startCapturing(rest: Partial<CaptureSink> = {}): Capturing {
  const storage = new AsyncLocalStorage<string>();
  const captured: Captured[] = [];
  const searches: (CapturedSearch & Made)[] = [];
  const faults: unknown[] = [];
  const stop = enableAutoCapture({
    isAutomatic: true,
    hosts: {},
    parsers: [],
    begin() {
      const by = storage.getStore();
      return () => (call) => {
        if (call && isSearch(call)) searches.push({ ...call, by });
        else if (call) captured.push({ ...call, by });
      };
    },
    fault: (error) => faults.push(error),
    ...rest,
  });
  const calls = async (): Promise<Captured[]> => {
    await processCapture().settled();
    return [...captured];
  };
  return {
    as: (name, fn) => storage.run(name, fn),
    calls,
    async atLeast(count) {
      const deadline = Date.now() + 30_000;
      while ((await calls()).length < count && Date.now() < deadline) await new Promise((turn) => setTimeout(turn, 5));
      return calls();
    },
    async searches() {
      await processCapture().settled();
      return [...searches];
    },
    clear() {
      captured.splice(0);
      searches.splice(0);
    },
    faults,
    stop,
  };
}
