import { decode, type DecodedLine } from '../protocol/decode.js';
import { newId } from '../protocol/ids.js';
import { Fold } from '../protocol/tree/fold.js';
import { type NodeType, type TraceNode, type TreeNode } from '../protocol/tree/node.js';
import { type DeliveryStats } from '../transport/delivery.js';

/** What a node is looked up by: all that is given must fit. */
export interface NodeQuery {
  type?: NodeType;
  name?: string;
}

/** Stands in for the server: keeps what an app's loggers log, with no network and no timer. */
export class MaximRecorder {
  private readonly recorded: DecodedLine[] = [];
  private readonly parts = new Map<string, MaximRecorder>();
  private fold = inOrder();

  /** @internal @param whole the recorder that this one is a part of */
  constructor(private readonly whole?: MaximRecorder) {}

  /** What a named logger of `MaximModule.forFeature()` logs, by itself; this recorder has it too. */
  of(name: string): MaximRecorder {
    const part = this.parts.get(name) ?? new MaximRecorder(this);
    this.parts.set(name, part);
    return part;
  }

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
    this.fold = inOrder();
    for (const part of this.parts.values()) part.clear();
  }

  /** @internal */
  accept(line: string): void {
    this.whole?.accept(line);
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
  async close(last?: Promise<unknown>): Promise<void> {
    await last;
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

/** Ids that the app or a model gives tell no order; all lines come here in the order in which they were written. */
const inOrder = (): Fold => new Fold(undefined, (id) => (OURS.test(id) ? id : newId()));

const OURS = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
