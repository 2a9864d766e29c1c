import { type MaximTrace } from '../entities/trace.js';

/** How a call went on after the client of its request had gone. */
export interface Overtime {
  readonly route: string;
  readonly ms: number;
  /** The share of its output that came after, from 0 to 1; absent where that is not known. */
  readonly share?: number;
}

/** When the clients of requests went away, by `performance.now()`. */
const gone = new WeakMap<MaximTrace, { readonly at: number; readonly route: string }>();

/** Notes that the client of a trace's request went away before it had the whole response. */
export function noteDisconnect(trace: MaximTrace, route: string): void {
  gone.set(trace, { at: performance.now(), route });
}

/** Measures how one call goes on after a disconnect. A stream's output is counted in its pieces. */
export class OvertimeMeter {
  private pieces = 0;
  private late = 0;

  /** @param startedAt by `performance.now()` */
  constructor(
    private readonly trace: MaximTrace,
    private readonly startedAt: number,
  ) {}

  /** A piece of output came. */
  piece(): void {
    this.pieces += 1;
    if (gone.has(this.trace)) this.late += 1;
  }

  /** What there is to tell once the call is over; undefined where its client was there all along. */
  read(): Overtime | undefined {
    const disconnect = gone.get(this.trace);
    if (!disconnect) return undefined;
    const { at, route } = disconnect;
    const ms = performance.now() - Math.max(at, this.startedAt);
    if (this.startedAt >= at) return { route, ms, share: 1 };
    return this.pieces > 0 ? { route, ms, share: this.late / this.pieces } : { route, ms };
  }
}
