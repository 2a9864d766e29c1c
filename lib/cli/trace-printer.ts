import { type TraceNode } from '../protocol/tree/node.js';

/** How long a trace that has ended must be left alone before it is printed, in ms: its last lines may come in any order. */
const QUIET = 300;
/** How many printed traces are remembered. */
const MEMORY = 10_000;

interface Waiting {
  readonly trace: TraceNode;
  readonly timer: NodeJS.Timeout;
}

/** Prints each trace once: when it has ended and nothing more came for a moment. What comes later is not printed. */
export class TracePrinter {
  private readonly waiting = new Map<string, Waiting>();
  private readonly printed = new Set<string>();

  constructor(
    private readonly print: (trace: TraceNode) => void,
    private readonly quiet = QUIET,
  ) {}

  changed(traces: readonly TraceNode[]): void {
    for (const trace of traces) {
      if (trace.endTimestamp === undefined || this.printed.has(trace.id)) continue;
      clearTimeout(this.waiting.get(trace.id)?.timer);
      const timer = setTimeout(() => this.finish(trace), this.quiet);
      this.waiting.set(trace.id, { trace, timer });
    }
  }

  /** Prints at once what has ended. */
  flush(): void {
    for (const { trace, timer } of [...this.waiting.values()]) {
      clearTimeout(timer);
      this.finish(trace);
    }
  }

  private finish(trace: TraceNode): void {
    this.waiting.delete(trace.id);
    this.printed.add(trace.id);
    for (const oldest of this.printed) {
      if (this.printed.size <= MEMORY) break;
      this.printed.delete(oldest);
    }
    this.print(trace);
  }
}
