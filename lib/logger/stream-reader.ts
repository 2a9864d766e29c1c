import { Aggregate } from '../observe/aggregate.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { describeValue } from '../protocol/plain/describe.js';
import { BoundedMerge } from './bounded-merge.js';
import { type Outcome } from './opened.js';

/** Puts together what a stream gave, as its consumer reads it. */
export class StreamReader {
  private merge: BoundedMerge | undefined;
  private aggregate: Aggregate | undefined;

  /**
   * @param maxBytes how much of it is kept, in bytes of UTF-8, to a rough count
   * @param captureStack whether errors among the chunks say their stack
   * @param parsers those that know a model's chunks; without them, chunks are joined as they are
   * @param isList whether each string stands by itself, as a document does
   */
  constructor(
    private readonly maxBytes: number,
    private readonly captureStack: boolean,
    private readonly parsers?: ParserRegistry,
    private readonly isList = false,
  ) {}

  /** Takes a chunk; true where it carried some of what was asked for, rather than a role, a ping or a usage. */
  add(chunk: unknown): boolean {
    if (!this.merge && !this.aggregate) {
      const merge = this.parsers?.stream(chunk);
      if (merge) this.merge = new BoundedMerge(merge, this.maxBytes);
      else this.aggregate = new Aggregate(this.maxBytes, this.describe, this.isList && typeof chunk === 'string');
    }
    if (this.merge) return this.merge.add(chunk);
    this.aggregate?.add(chunk);
    return true;
  }

  /** Keeps so many bytes more of what no parser knows, unless something has been cut already. */
  extend(bytes: number): void {
    this.aggregate?.extend(bytes);
  }

  /** What has arrived. */
  outcome(): Outcome {
    const parsed = this.merge?.result();
    const truncated = (this.merge ?? this.aggregate)?.truncated ?? false;
    return parsed ? { value: undefined, parsed, truncated } : { value: this.aggregate?.value(), truncated };
  }

  private readonly describe = (chunk: unknown, budget: number): unknown =>
    describeValue(chunk, { budget, captureStack: this.captureStack }).value;
}
