import { type Reporter } from '../faults/reporter.js';
import { type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { type WalkOptions } from '../protocol/plain/manner.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type ContentGate, contentGate, type ScopeOf, withoutContent } from './content.js';
import { Describer, type Said } from './describe.js';
import { encode, encodeStructure, encodeTruncated } from './encode.js';
import { type LineOrder } from './line-order.js';
import { type LineOutlet } from './outlet.js';
import { type PlainRecord } from './plain.js';
import { Redactor } from './redact.js';
import { subjectOf } from './subject.js';
import { Truncator } from './truncate.js';

/** A line that was read when it was written: later changes to what was given do not reach what it says. */
interface Snapshot extends Line {
  readonly said?: Said;
}

/** Writes lines as they stand on the wire: describe → redact → truncate → encode. */
export class LineWriter {
  readonly mayLogContent: ContentGate;
  private readonly describer: Describer;
  private readonly redactor: Redactor | undefined;
  private readonly truncator: Truncator;

  constructor(
    options: ResolvedPipeline & WalkOptions,
    private readonly order: LineOrder,
    private readonly reporter: Reporter,
    scopeOf: ScopeOf,
  ) {
    this.mayLogContent = contentGate(options.captureContent, scopeOf, reporter);
    this.describer = new Describer(options);
    this.redactor = options.redact && new Redactor(options.redact, reporter, options.maxFieldBytes);
    this.truncator = new Truncator(options.maxFieldBytes);
  }

  /** Never throws: of a line that cannot be written in full, what says which element it is of still is. */
  write(line: Snapshot, to: LineOutlet, hold?: TraceHold): void {
    try {
      const hasContent = line.withoutContent !== true && this.mayLogContent(line, hold);
      const said = line.said ?? this.describer.describe(line);
      if (hasContent && !said.isLong && !this.redactor) this.send(line, said.json, said.isCut, this.order.behind(to));
      else this.change(line, said, hasContent, to);
    } catch (error) {
      this.sendStructure(line, this.order.behind(to), error);
    }
  }

  /** A line that later changes to what was given do not reach. */
  snapshot(line: Snapshot): Snapshot {
    return line.said ? line : { ...line, said: this.describer.describe(line) };
  }

  /** What a line says, as values that nobody else holds. */
  copy(line: Snapshot): PlainRecord {
    return JSON.parse((line.said ?? this.describer.describe(line)).json) as PlainRecord;
  }

  /** For the few lines that do not go out as they are: what is changed is a value again. */
  private change(line: Line, { json, isCut }: Said, hasContent: boolean, to: LineOutlet): void {
    const data = JSON.parse(json) as PlainRecord;
    const visible = hasContent ? data : withoutContent(line, data);
    if (visible === undefined) return;
    const pending = this.redactor?.apply(line, visible);
    if (!pending) this.encode(line, visible, isCut, this.order.behind(to));
    else this.order.keepPlace(pending, to, json.length, (place) => this.encodeLate(line, visible, isCut, place));
  }

  private encodeLate(line: Line, data: PlainRecord, isCut: boolean, to: LineOutlet): void {
    try {
      this.encode(line, data, isCut, to);
    } catch (error) {
      this.sendStructure(line, to, error);
    }
  }

  private encode(line: Line, data: PlainRecord, wasCut: boolean, to: LineOutlet): void {
    let json = JSON.stringify(data);
    const isCut = this.truncator.mayExceed(json) && this.truncator.cut(line.entity, data);
    if (isCut) json = JSON.stringify(data);
    this.send(line, json, isCut || wasCut, to);
  }

  private send(line: Line, json: string, isCut: boolean, to: LineOutlet): void {
    to.accept(encode(line, json));
    if (isCut) to.accept(encodeTruncated(subjectOf(line)));
  }

  private sendStructure(line: Line, to: LineOutlet, error: unknown): void {
    this.reporter.report('error', 'pipeline', 'A line could not be logged in full. Please report this bug.', error);
    to.accept(encodeStructure(line));
  }
}
