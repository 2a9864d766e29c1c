import { type Reporter } from '../faults/reporter.js';
import { type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type ScopeOf } from './content.js';
import { Hold } from './hold.js';
import { LineOrder } from './line-order.js';
import { LineWriter } from './line-writer.js';
import { type LineOutlet, NOWHERE } from './outlet.js';
import { Sampler } from './sampler.js';

export interface PipelineOptions extends ResolvedPipeline {
  /** Whether traces that sampling leaves out may come to be retained. @default never */
  readonly mayBeRetained?: () => boolean;
  /** Whether an object is told by the name of its class, and not looked into. @default none is */
  readonly isOpaque?: (object: object) => boolean;
}

export interface Pipeline {
  /** Takes one line. Synchronous; never throws; later changes to what was given change nothing. */
  write(line: Line, hold?: TraceHold): void;
  /** Lets the lines that wait go out, without a line of its own. */
  release(hold: TraceHold): void;
  /** Sends a trace whatever sampling says. */
  retain(hold: TraceHold): void;
  /** Whether it is known already that a line's content is not sent. */
  isLeftOut(line: Line, hold?: TraceHold): boolean;
  /** A copy of a line that later changes to what was given do not reach. */
  snapshot(line: Line, hold?: TraceHold): Line;
  /** What a line says, as values that nobody else holds. */
  copy(line: Line, hold?: TraceHold): Line['data'];
  /** Resolves when the lines that are being redacted are out; never rejects. */
  flush(): Promise<void>;
  /** Lines that were given up for want of room. */
  readonly dropped: number;
}

/**
 * A line's way out: hold → sample → describe → redact → truncate → encode.
 *
 * @param scopeOf where in the app a line's element is, for a `captureContent` that is a function
 */
export function createPipeline(
  options: PipelineOptions,
  out: LineOutlet,
  reporter: Reporter,
  scopeOf: ScopeOf,
): Pipeline {
  const { sampling, mayBeRetained = () => false } = options;
  const order = new LineOrder(reporter);
  const writer = new LineWriter(options, order, reporter, scopeOf);
  const sampler = sampling && new Sampler(sampling, out, mayBeRetained, reporter);
  const send = (line: Line, held?: TraceHold): void => {
    const to = sampler ? sampler.outletOf(line, held) : out;
    if (to !== NOWHERE) writer.write(line, to, held);
  };
  const hold = new Hold(send, (line) => writer.snapshot(line), reporter);
  return {
    write: (line, held) => hold.write(line, held),
    release: (held) => hold.release(held),
    retain: (held) => sampler?.retain(held),
    isLeftOut: (line, held) => sampler?.isLeftOut(line, held) === true || !writer.mayLogContent(line, held),
    snapshot: (line, held) => (sampler?.isLeftOut(line, held) ? line : writer.snapshot(line)),
    copy: (line, held) => (sampler?.isLeftOut(line, held) ? line.data : writer.copy(line)),
    flush: () => order.flush(),
    get dropped() {
      return sampler?.dropped ?? 0;
    },
  };
}
