/** Where the taken lines are cut off the front: often enough to free memory, seldom enough to stay O(1) a line. */
const COMPACT_AFTER = 1024;

/** Lines that wait in memory, oldest first. Every operation is O(1) a line, amortised. */
export class LineQueue {
  private lines: string[] = [];
  private sizes: number[] = [];
  private first = 0;
  private taken = 0;
  private waiting = 0;

  get length(): number {
    return this.lines.length - this.first;
  }

  /** Bytes of UTF-8 of the waiting lines, newlines between them not counted. */
  get bytes(): number {
    return this.waiting;
  }

  /** How many lines have left; the place in the order of all lines ever pushed of the one in front. */
  get head(): number {
    return this.taken;
  }

  /** How many lines were ever pushed. */
  get tail(): number {
    return this.taken + this.length;
  }

  push(line: string, bytes: number): void {
    this.lines.push(line);
    this.sizes.push(bytes);
    this.waiting += bytes;
  }

  /** Bytes of the line at `index` from the front; 0 past the end. */
  sizeAt(index: number): number {
    return this.sizes[this.first + index] ?? 0;
  }

  /** Up to `count` lines from place `from` on, which stay where they are. */
  peek(from: number, count: number): string[] {
    const at = this.first + from - this.taken;
    return this.lines.slice(at, at + count);
  }

  /** Takes the first `count` lines. */
  take(count: number): string[] {
    const end = Math.min(this.first + count, this.lines.length);
    const lines = this.lines.slice(this.first, end);
    for (let at = this.first; at < end; at++) {
      this.waiting -= this.sizes[at] ?? 0;
      this.lines[at] = '';
    }
    this.first = end;
    this.taken += lines.length;
    this.compact();
    return lines;
  }

  private compact(): void {
    if (this.first < COMPACT_AFTER || this.first * 2 < this.lines.length) return;
    this.lines = this.lines.slice(this.first);
    this.sizes = this.sizes.slice(this.first);
    this.first = 0;
  }
}
