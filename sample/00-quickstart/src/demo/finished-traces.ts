import { setTimeout as pause } from 'node:timers/promises';
import { type Collector, type TraceNode, type TreeNode } from 'nestjs-maxim/collector';

/** Gives each trace that a collector gets, once, when it and all within it have ended. */
export class FinishedTraces {
  private readonly given = new Set<string>();

  constructor(private readonly collector: Collector) {}

  /** Those that have ended since the last call, in the order in which they began. */
  take(): TraceNode[] {
    const fresh = this.collector.traces().filter((trace) => hasEnded(trace) && !this.given.has(trace.id));
    for (const { id } of fresh) this.given.add(id);
    return fresh.reverse();
  }

  /**
   * Waits until one has ended.
   *
   * @throws Error after that many ms
   */
  async next(limit: number): Promise<TraceNode[]> {
    for (const end = Date.now() + limit; Date.now() < end; await pause(25)) {
      const traces = this.take();
      if (traces.length > 0) return traces;
    }
    throw new Error(`No trace arrived within ${limit / 1000} s. Is MAXIM_ENABLED set to false?`);
  }
}

const hasEnded = (node: TreeNode): boolean => node.endTimestamp !== undefined && node.children.every(hasEnded);
