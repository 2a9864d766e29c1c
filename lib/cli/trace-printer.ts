import { type TraceNode, type TreeNode } from '../protocol/tree/node.js';

/** How long a trace that has ended must be left alone before it is printed, in ms: its last lines may come in any order. */
const QUIET = 300;
/** The same, where something in it is still open: a model that goes on after its request has ended. */
const PATIENCE = 5_000;

interface Waiting {
  readonly trace: TraceNode;
  readonly timer: NodeJS.Timeout;
}

/** Prints each trace when all of it has ended and nothing more came for a moment; again where more comes later. */
export class TracePrinter {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly print: (trace: TraceNode) => void,
    private readonly quiet = QUIET,
    private readonly patience = PATIENCE,
  ) {}

  changed(traces: readonly TraceNode[]): void {
    for (const trace of traces) {
      if (trace.endTimestamp === undefined) continue;
      clearTimeout(this.waiting.get(trace.id)?.timer);
      const timer = setTimeout(() => this.finish(trace), hasEnded(trace) ? this.quiet : this.patience);
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
    this.print(trace);
  }
}

const hasEnded = (node: TreeNode): boolean => node.endTimestamp !== undefined && node.children.every(hasEnded);
