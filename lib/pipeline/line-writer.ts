import { type Reporter } from '../faults/reporter.js';
import { type CapturedElement, type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type ContentGate, contentGate, type ScopeOf, withoutContent } from './content.js';
import { describeData, type DescribeData } from './describe.js';
import { encode, encodeStructure, encodeTruncated } from './encode.js';
import { type LineOrder } from './line-order.js';
import { type LineOutlet } from './outlet.js';
import { type PlainRecord } from './plain.js';
import { Redactor } from './redact.js';
import { subjectOf } from './subject.js';
import { Truncator } from './truncate.js';

/** A line as far as it has come. */
interface Draft {
  readonly line: Line;
  readonly subject: CapturedElement;
  readonly data: PlainRecord;
  readonly isCut: boolean;
}

/** Writes lines as they stand on the wire: describe → redact → truncate → encode. */
export class LineWriter {
  private readonly mayLogContent: ContentGate;
  private readonly redactor: Redactor;
  private readonly truncator: Truncator;

  constructor(
    private readonly options: ResolvedPipeline & DescribeData,
    private readonly order: LineOrder,
    private readonly reporter: Reporter,
    scopeOf: ScopeOf,
  ) {
    this.mayLogContent = contentGate(options.captureContent, scopeOf, reporter);
    this.redactor = new Redactor(options, reporter);
    this.truncator = new Truncator(options.maxFieldBytes);
  }

  /** Never throws: of a line that cannot be written in full, what says which element it is of still is. */
  write(line: Line, to: LineOutlet, hold?: TraceHold): void {
    try {
      this.writeWhole(line, to, hold);
    } catch (error) {
      this.writeStructure(line, this.order.behind(to), error);
    }
  }

  /** A copy of a line that later changes to what was given do not reach. */
  snapshot(line: Line): Line {
    return { ...line, data: describeData(line, this.options).data };
  }

  private writeWhole(line: Line, to: LineOutlet, hold: TraceHold | undefined): void {
    const { data, isCut, size } = describeData(line, this.options);
    const subject = subjectOf(line);
    const hasContent = line.withoutContent !== true && this.mayLogContent(subject, hold);
    const visible = hasContent ? data : withoutContent(line, data);
    if (visible === undefined) return;
    const draft: Draft = { line, subject, data: visible, isCut };
    const pending = this.redactor.apply(line.entity, visible, subject);
    if (!pending) this.encode(draft, this.order.behind(to));
    else this.order.keepPlace(pending, to, size, (place) => this.encodeLate(draft, place));
  }

  private encodeLate(draft: Draft, to: LineOutlet): void {
    try {
      this.encode(draft, to);
    } catch (error) {
      this.writeStructure(draft.line, to, error);
    }
  }

  private encode({ line, subject, data, isCut }: Draft, to: LineOutlet): void {
    let json = JSON.stringify(data);
    const wasCut = this.truncator.mayExceed(json) && this.truncator.cut(line.entity, data);
    if (wasCut) json = JSON.stringify(data);
    to.accept(encode(line, json));
    if (wasCut || isCut) to.accept(encodeTruncated(subject));
  }

  private writeStructure(line: Line, to: LineOutlet, error: unknown): void {
    this.reporter.report('error', 'pipeline', 'A line could not be logged in full. Please report this bug.', error);
    to.accept(encodeStructure(line));
  }
}
