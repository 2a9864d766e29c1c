import { type Reporter } from '../faults/reporter.js';
import { type ResolvedSampling } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { whenAllTold } from '../protocol/late-lines.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { HeldTrace } from './held-trace.js';
import { LeftOut } from './left-out.js';
import { type LineOutlet, NOWHERE } from './outlet.js';
import { isSampled } from './sampled.js';
import { subjectOf } from './subject.js';

/** What may be kept back of traces that are not decided on. */
const MAX_HELD_BYTES = 16_000_000;

/** Decides which traces are sent. Each carries its decision in its hold, which all that is in it shares. */
export class Sampler {
  /** Lines of traces that were given up for want of room. */
  dropped = 0;
  /** By id, oldest first. */
  private readonly running = new Map<string, HeldTrace>();
  /** Those that are over, and wait for what still runs in them. */
  private readonly over = new Set<HeldTrace>();
  private bytes = 0;
  private readonly leftOut = new LeftOut();
  /** Where the lines of a trace go that was given up. */
  private readonly lost: LineOutlet = {
    accept: () => {
      this.dropped += 1;
    },
  };

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

  /** Where a line goes. */
  outletOf(line: Line, hold: TraceHold | undefined): LineOutlet {
    const fate = this.fateOf(line, hold);
    if (hold === undefined || endOf(line) !== undefined) this.note(line, fate);
    if (!(fate instanceof HeldTrace)) return fate;
    if (fate.outlet === fate) this.watch(fate, line, hold);
    if (fate.outlet !== this.lost) return fate.outlet;
    this.dropped += 1; // It need not be written out to be counted.
    return NOWHERE;
  }

  /** Sends a trace whatever else is known of it. */
  retain(hold: TraceHold): void {
    if (hold.fate instanceof HeldTrace) this.settle(hold.fate, this.out);
    else hold.fate ??= this.out;
  }

  /** Whether it is known that a line is not sent. */
  isLeftOut(line: Line, hold: TraceHold | undefined): boolean {
    if (hold?.lines !== undefined) return false;
    const fate = this.fateOf(line, hold);
    const outlet = fate instanceof HeldTrace ? fate.outlet : fate;
    return outlet === NOWHERE || outlet === this.lost;
  }

  /** Without a hold only the id of an element is known: that of a trace that was left out, or of one that began elsewhere. */
  private fateOf(line: Line, hold: TraceHold | undefined): LineOutlet {
    if (hold === undefined) return this.leftOut.fateOf(line) ?? this.out;
    return (hold.fate ??= this.judge(line));
  }

  /** By a trace's first line here: one that does not create it speaks of a trace that began elsewhere, or is over. */
  private judge(line: Line): LineOutlet {
    const { entity, id, action } = line;
    const { rate, keepErrors, keepSlowerThanMs } = this.sampling;
    if (entity !== 'trace' || isSampled(id, rate)) return this.out;
    if (!keepErrors && keepSlowerThanMs === undefined && !this.mayBeRetained()) return NOWHERE;
    const known = this.leftOut.fateOf(line);
    if (action !== 'create') return known ?? this.out;
    // One that is opened a second time is the same on the wire; where it was left out, it may be another try.
    if (known instanceof HeldTrace && known.outlet === this.out) return known;
    return this.running.get(id) ?? new HeldTrace(id, this.grown);
  }

  /** What comes of an element once it is over may name it by its id alone. */
  private note(line: Line, fate: LineOutlet): void {
    const element = subjectOf(line);
    if (fate === this.out) this.leftOut.forget(element);
    else this.leftOut.remember(element, fate);
  }

  private watch(trace: HeldTrace, line: Line, hold: TraceHold | undefined): void {
    const { entity, action } = line;
    if (entity === 'trace' && action === 'create') trace.begin(line);
    const endTimestamp = entity === 'trace' && (action === 'end' || action === 'create') ? endOf(line) : undefined;
    if (this.sampling.keepErrors && tellsOfError(line)) this.settle(trace, this.out);
    else if (endTimestamp !== undefined) this.end(trace, endTimestamp, hold);
  }

  /** What still runs in a trace that is over may fail yet, or ask for it to be retained. */
  private end(trace: HeldTrace, endTimestamp: string, hold: TraceHold | undefined): void {
    if (this.isSlow(trace, endTimestamp)) return this.settle(trace, this.out);
    if (trace.isOver) return;
    trace.isOver = true;
    if (this.leave(trace)) this.over.add(trace);
    const leaveOut = (): void => this.settle(trace, NOWHERE);
    if (this.sampling.keepErrors || this.mayBeRetained()) whenAllTold(hold, leaveOut);
    else leaveOut();
  }

  private isSlow(trace: HeldTrace, endTimestamp: string): boolean {
    return trace.lastedUntil(endTimestamp) > (this.sampling.keepSlowerThanMs ?? Infinity);
  }

  private settle(trace: HeldTrace, verdict: LineOutlet): void {
    if (trace.outlet !== trace) return;
    this.over.delete(trace);
    this.leave(trace);
    this.bytes -= trace.bytes;
    trace.settle(verdict);
    if (verdict === this.out) this.leftOut.remember({ entity: 'trace', id: trace.id }, trace);
  }

  private leave(trace: HeldTrace): boolean {
    return this.running.get(trace.id) === trace && this.running.delete(trace.id);
  }

  private readonly grown = (trace: HeldTrace, bytes: number): void => {
    if (trace.isOver) this.over.add(trace);
    else this.running.set(trace.id, trace);
    this.bytes += bytes;
    if (this.bytes > MAX_HELD_BYTES) this.makeRoom();
  };

  private makeRoom(): void {
    for (const traces of [this.over, this.running]) {
      for (const oldest of traces.values()) {
        if (this.bytes <= MAX_HELD_BYTES) return;
        this.giveUp(oldest);
      }
    }
  }

  /**
   * Decides by what is known so far. An error that follows does not bring it back: the elements that it would be told of,
   * and their trace, are gone.
   */
  private giveUp(trace: HeldTrace): void {
    const isSlow = !trace.isOver && this.isSlow(trace, new Date().toISOString());
    this.settle(trace, isSlow ? this.out : this.lost);
    if (isSlow) return;
    this.reporter.report(
      'warn',
      'sampling full',
      'More than 16 MB of traces wait for their end, or for that of what still runs in them, to be sampled; the oldest ' +
        'are dropped. Raise sampling.rate, keep fewer with keepErrors, keepSlowerThanMs and @Keep(), or end what you open.',
    );
  }
}

/** When the element ended that a line is of; undefined where it does not say. */
function endOf({ data }: Line): string | undefined {
  const { endTimestamp } = data;
  return typeof endTimestamp === 'string' ? endTimestamp : undefined;
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
