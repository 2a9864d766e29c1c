import { type Reporter } from '../faults/reporter.js';
import { type ResolvedSampling } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { whenAllTold } from '../protocol/late-lines.js';
import { HeldTrace } from './held-trace.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type LineOutlet, NOWHERE } from './outlet.js';
import { isSampled } from './sampled.js';

/** What may be kept back of traces that are not decided on. */
const MAX_HELD_BYTES = 16_000_000;
/** Traces that are remembered for what is said of them by id once they are over. */
const MAX_REMEMBERED = 10_000;

/** Decides which traces are sent. Each carries its decision in its hold, which all that is in it shares. */
export class Sampler {
  /** Lines of traces that were given up for want of room. */
  dropped = 0;
  /** Oldest first. */
  private readonly held = new Set<HeldTrace>();
  private bytes = 0;
  private readonly leftOut = new Set<string>();

  /**
   * @param out where the lines of traces go that are sent
   * @param mayBeRetained whether traces may come to be retained
   */
  constructor(
    private readonly sampling: ResolvedSampling,
    private readonly out: LineOutlet,
    private readonly mayBeRetained: () => boolean,
    private readonly reporter: Reporter,
  ) {}

  /** Where a line goes. Of an element without a hold the trace is not known: it is sent. */
  outletOf(line: Line, hold: TraceHold | undefined): LineOutlet {
    if (hold === undefined) return this.out;
    const fate = (hold.fate ??= this.judge(line));
    if (!(fate instanceof HeldTrace)) return fate;
    if (fate.outlet === fate) this.watch(fate, line, hold);
    return fate.outlet;
  }

  /** Sends a trace whatever else is known of it. */
  retain(hold: TraceHold): void {
    if (hold.fate instanceof HeldTrace) this.settle(hold.fate, this.out);
    else hold.fate ??= this.out;
  }

  /** Whether it is known that a line is not sent. */
  isLeftOut(line: Line, hold: TraceHold | undefined): boolean {
    if (hold === undefined || hold.lines !== undefined) return false;
    const fate = (hold.fate ??= this.judge(line));
    return (fate instanceof HeldTrace ? fate.outlet : fate) === NOWHERE;
  }

  /** By a trace's first line here: one that does not create it speaks of a trace that began elsewhere, or is over. */
  private judge({ entity, id, action }: Line): LineOutlet {
    const { rate, keepErrors, keepSlowerThanMs } = this.sampling;
    if (entity !== 'trace' || isSampled(id, rate)) return this.out;
    if (!keepErrors && keepSlowerThanMs === undefined && !this.mayBeRetained()) return NOWHERE;
    if (action === 'create') return new HeldTrace(id, this.grown);
    return this.leftOut.has(id) ? NOWHERE : this.out;
  }

  private watch(trace: HeldTrace, line: Line, hold: TraceHold): void {
    const { entity, action, data } = line;
    if (entity === 'trace' && action === 'create') trace.begin(line);
    const { endTimestamp } = data;
    const endsTrace = entity === 'trace' && (action === 'end' || action === 'create');
    if (this.sampling.keepErrors && tellsOfError(line)) this.settle(trace, this.out);
    else if (endsTrace && typeof endTimestamp === 'string') whenAllTold(hold, () => this.decide(trace, endTimestamp));
  }

  private decide(trace: HeldTrace, endTimestamp: string): void {
    const { keepSlowerThanMs = Infinity } = this.sampling;
    this.settle(trace, trace.lastedUntil(endTimestamp) > keepSlowerThanMs ? this.out : NOWHERE);
  }

  private settle(trace: HeldTrace, verdict: LineOutlet): void {
    if (trace.outlet !== trace) return;
    this.held.delete(trace);
    this.bytes -= trace.bytes;
    trace.settle(verdict);
    if (verdict === NOWHERE) this.remember(trace.id);
  }

  private remember(id: string): void {
    this.leftOut.add(id);
    const [oldest] = this.leftOut;
    if (this.leftOut.size > MAX_REMEMBERED && oldest !== undefined) this.leftOut.delete(oldest);
  }

  private readonly grown = (trace: HeldTrace, bytes: number): void => {
    this.held.add(trace);
    this.bytes += bytes;
    for (const oldest of this.held) {
      if (this.bytes <= MAX_HELD_BYTES) return;
      this.giveUp(oldest);
    }
  };

  /** Decides by what is known so far. */
  private giveUp(trace: HeldTrace): void {
    const lines = trace.size;
    this.decide(trace, new Date().toISOString());
    if (trace.outlet !== NOWHERE) return;
    this.dropped += lines;
    this.reporter.report(
      'warn',
      'sampling full',
      'More than 16 MB of traces wait for their end, to be sampled; the oldest are dropped. ' +
        'Raise sampling.rate, or keep fewer with keepErrors, keepSlowerThanMs and @Keep().',
    );
  }
}

function tellsOfError({ entity, action, data }: Line): boolean {
  if (action === 'add-error' || action === 'error') return true;
  return entity === 'generation' && action === 'result' && isFailed(data['result']);
}

function isFailed(result: unknown): boolean {
  try {
    return typeof result === 'object' && result !== null && 'error' in result && Boolean(result.error);
  } catch {
    return false; // A getter or proxy that throws: it will be described as unreadable.
  }
}
