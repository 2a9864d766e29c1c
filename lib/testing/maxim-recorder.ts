import { decode, type DecodedLine } from '../protocol/decode.js';
import { Fold } from '../protocol/tree/fold.js';
import { type NodeType, type TraceNode, type TreeNode } from '../protocol/tree/node.js';
import { type DeliveryStats } from '../transport/delivery.js';

/** What a node is looked up by: all that is given must fit. */
export interface NodeQuery {
  type?: NodeType;
  name?: string;
}

/** Stands in for the server: keeps what an app logs, with no network and no timer. */
export class MaximRecorder {
  private readonly recorded: DecodedLine[] = [];
  private fold = new Fold();

  /** All lines so far, as they would have been sent. */
  get lines(): readonly DecodedLine[] {
    return this.recorded;
  }

  /** The traces with all that is in them, newest first. */
  get traces(): TraceNode[] {
    return this.fold.traces();
  }

  /** The first node that fits, traces from the oldest, each from the top; undefined where there is none. */
  find(query: NodeQuery): TreeNode | undefined {
    return this.nodes().find(({ type, name }) => (query.type ?? type) === type && (query.name ?? name) === name);
  }

  /** What was opened and has not ended. */
  openEntities(): TreeNode[] {
    return this.nodes().filter(({ endTimestamp }) => endTimestamp === undefined);
  }

  /** Forgets all that was logged. */
  clear(): void {
    this.recorded.length = 0;
    this.fold = new Fold();
  }

  /** @internal */
  accept(line: string): void {
    for (const decoded of decode(line)) {
      this.recorded.push(decoded);
      this.fold.add(decoded);
    }
  }

  /** @internal */
  flush(): Promise<void> {
    return Promise.resolve();
  }

  /** @internal */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** @internal */
  stats(): DeliveryStats {
    const sent = this.recorded.length;
    return { queued: 0, queuedBytes: 0, sent, retried: 0, dropped: 0, rejected: 0, spooled: 0 };
  }

  private nodes(): TreeNode[] {
    return this.traces.reverse().flatMap(withDescendants);
  }
}

const withDescendants = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(withDescendants)];
