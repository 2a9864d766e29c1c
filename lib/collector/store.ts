import { type DecodedLine } from '../protocol/decode.js';
import { Fold } from '../protocol/tree/fold.js';
import { type SessionNode, type TraceNode } from '../protocol/tree/node.js';

/** What a store holds at most. What came first goes first: a whole trace, or elements that still wait for one. */
export interface StoreLimits {
  /** @default 5_000 */
  readonly traces: number;
  /** Bytes, about. @default 256_000_000 */
  readonly bytes: number;
}

export const STORE_LIMITS: StoreLimits = { traces: 5_000, bytes: 256_000_000 };

/** What is in a store. */
export interface StoreStats {
  /** Traces that can be read. */
  traces: number;
  /** Sessions that can be read: also those that only a trace names. */
  sessions: number;
  /** Lines that were taken. */
  lines: number;
  /** Bytes in memory, about. */
  bytes: number;
  /** Traces, sessions and elements without one that made room for later ones. */
  forgotten: number;
}

/** The traces that a collector has received, in memory. */
export class TraceStore {
  private readonly fold = new Fold();
  private lines = 0;
  private forgotten = 0;

  constructor(private readonly limits: StoreLimits = STORE_LIMITS) {}

  /** @returns the ids of the traces that changed */
  add(lines: readonly DecodedLine[]): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const line of lines) {
      for (const id of this.fold.add(line)) changed.add(id);
      this.lines += 1;
    }
    while (this.fold.size > this.limits.bytes || this.fold.count('trace') > this.limits.traces) {
      changed.delete(this.fold.forgetOldest() ?? '');
      this.forgotten += 1;
    }
    return changed;
  }

  /** Newest first. */
  traces(): TraceNode[] {
    return this.fold.traces();
  }

  trace(id: string): TraceNode | undefined {
    return this.fold.trace(id);
  }

  /** A trace, or else a session with its traces. */
  root(id: string): TraceNode | SessionNode | undefined {
    return this.fold.trace(id) ?? this.fold.session(id);
  }

  stats(): StoreStats {
    return {
      traces: this.fold.count('trace'),
      sessions: this.fold.countSessions(),
      lines: this.lines,
      bytes: this.fold.size,
      forgotten: this.forgotten,
    };
  }
}
