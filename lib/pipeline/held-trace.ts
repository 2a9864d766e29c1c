import { type Line } from '../protocol/line.js';
import { type LineOutlet } from './outlet.js';

/** A trace that the rate leaves out: its encoded lines are kept back until it is known whether it is sent. */
export class HeldTrace implements LineOutlet {
  /** Of the lines kept back. */
  bytes = 0;
  /** It has ended, though something in it may run on. */
  isOver = false;
  private texts: string[] = [];
  private verdict: LineOutlet | undefined;
  private startedAt = NaN;

  /** @param grown called with the bytes of each line that is kept back */
  constructor(
    readonly id: string,
    private readonly grown: (trace: HeldTrace, bytes: number) => void,
  ) {}

  /** Where its lines go: here, while it is not known whether it is sent. */
  get outlet(): LineOutlet {
    return this.verdict ?? this;
  }

  accept(text: string): void {
    if (this.verdict) {
      this.verdict.accept(text);
      return;
    }
    const bytes = Buffer.byteLength(text);
    this.texts.push(text);
    this.bytes += bytes;
    this.grown(this, bytes);
  }

  /** Sends what is kept back, and all that follows, to its outlet. */
  settle(verdict: LineOutlet): void {
    const { texts } = this;
    this.texts = [];
    this.bytes = 0;
    this.verdict = verdict;
    for (const text of texts) verdict.accept(text);
  }

  /** Notes when it began. */
  begin({ data }: Line): void {
    this.startedAt = timeOf(data['startTimestamp']);
  }

  /** Ms from its start. */
  lastedUntil(endTimestamp: unknown): number {
    return timeOf(endTimestamp) - this.startedAt;
  }
}

const timeOf = (timestamp: unknown): number => (typeof timestamp === 'string' ? Date.parse(timestamp) : NaN);
