import { type Reporter } from '../faults/reporter.js';
import { type CaptureScope, type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { contentGate, withoutContent } from './content.js';
import { budgetFor, describeData } from './describe.js';
import { encode, encodeStructure, encodeTruncated } from './encode.js';
import { type Held, Hold } from './hold.js';
import { Redactor } from './redact.js';
import { subjectOf } from './subject.js';
import { Truncator } from './truncate.js';

export interface PipelineOptions extends ResolvedPipeline {
  /** Whether errors that stand in what is logged say their stack. @default true */
  readonly captureStack?: boolean;
}

/** Where encoded lines go: it owns them from then on, and never throws. */
export interface LineOutlet {
  accept(line: string): void;
}

export interface Pipeline {
  /** Takes one line. Synchronous; never throws; later changes to what was given change nothing. */
  write(line: Line, hold?: Held): void;
  /** Lets the lines that wait go out, without a line of its own. */
  release(hold: Held): void;
  /** A copy of a line that later changes to what was given do not reach. */
  snapshot(line: Line): Line;
}

/**
 * A line's way out: hold → describe → redact → truncate → encode.
 *
 * @param scope where in the app a line is written, for a `captureContent` that is a function
 */
export function createPipeline(
  options: PipelineOptions,
  out: LineOutlet,
  reporter: Reporter,
  scope: () => CaptureScope,
): Pipeline {
  const mayLogContent = contentGate(options.captureContent, scope, reporter);
  const redactor = new Redactor(options, reporter);
  const describing = { ...options, budget: budgetFor(options.maxFieldBytes) };
  const truncator = new Truncator(options.maxFieldBytes);

  const sendWhole = (line: Line): void => {
    const { data, isCut } = describeData(line, describing);
    const subject = subjectOf(line);
    const hasContent = line.withoutContent !== true && mayLogContent(subject);
    const visible = hasContent ? data : withoutContent(line, data);
    if (visible === undefined) return;
    redactor.apply(line.entity, visible, subject);
    let json = JSON.stringify(visible);
    const wasCut = truncator.mayExceed(json) && truncator.cut(line.entity, visible);
    if (wasCut) json = JSON.stringify(visible);
    out.accept(encode(line, json));
    if (wasCut || isCut) out.accept(encodeTruncated(subject));
  };
  const send = (line: Line): void => {
    try {
      sendWhole(line);
    } catch (error) {
      reporter.report('error', 'pipeline', 'A line could not be logged in full. Please report this bug.', error);
      out.accept(encodeStructure(line));
    }
  };
  return new Hold(send, reporter);
}
