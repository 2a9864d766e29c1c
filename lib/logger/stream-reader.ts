import { Aggregate } from '../observe/aggregate.js';
import { type ParsedResult, type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { describeValue } from '../protocol/plain/describe.js';
import { type Outcome } from './opened.js';

/** The most of a stream that is kept, in bytes: what a generation's result may have. */
const MAX_AGGREGATE_BYTES = 4_194_304;

/** Puts together what a stream gave, as its consumer reads it. */
export class StreamReader {
  private merge: StreamMerge | undefined;
  private aggregate: Aggregate | undefined;

  /**
   * @param captureStack whether errors among the chunks say their stack
   * @param parsers those that know a model's chunks; without them, chunks are joined as they are
   */
  constructor(
    private readonly captureStack: boolean,
    private readonly parsers?: ParserRegistry,
  ) {}

  /** Takes a chunk; true where it carried some of what was asked for, rather than a role, a ping or a usage. */
  add(chunk: unknown): boolean {
    if (!this.merge && !this.aggregate) {
      this.merge = this.parsers?.stream(chunk);
      if (!this.merge) this.aggregate = new Aggregate(MAX_AGGREGATE_BYTES, this.describe);
    }
    if (this.merge) return this.merge.add(chunk);
    this.aggregate?.add(chunk);
    return true;
  }

  /** What has arrived. */
  outcome(): Outcome {
    const parsed: ParsedResult | undefined = this.merge?.result();
    if (parsed) return { value: undefined, parsed };
    return { value: this.aggregate?.value(), truncated: this.aggregate?.truncated ?? false };
  }

  private readonly describe = (chunk: unknown, budget: number): unknown =>
    describeValue(chunk, { budget, captureStack: this.captureStack }).value;
}
