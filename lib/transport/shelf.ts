interface Kept {
  readonly bytes: number;
  /** Whether a line has asked for it: one of a trace that is left out never does. */
  isWanted: boolean;
}

/** The files that are kept in one place, oldest first, and the room they take. */
export class Shelf {
  private readonly kept = new Map<string, Kept>();
  private used = 0;

  /**
   * @param maxBytes how much there is room for
   * @param discard removes one that is on the shelf no more
   */
  constructor(
    private readonly maxBytes: number,
    private readonly discard: (file: string) => void,
  ) {}

  /** Takes room for what comes in; where there is none, files that no line has asked for give way. @returns whether it fits */
  reserve(bytes: number): boolean {
    for (const [file, { isWanted }] of this.kept) {
      if (this.used + bytes <= this.maxBytes) break;
      if (!isWanted) this.remove(file);
    }
    if (this.used + bytes > this.maxBytes) return false;
    this.used += bytes;
    return true;
  }

  /** Gives back room that was reserved. */
  free(bytes: number): void {
    this.used -= bytes;
  }

  /** What so many bytes were reserved for is here. */
  put(file: string, bytes: number): void {
    this.kept.set(file, { bytes, isWanted: false });
  }

  /** A line has asked for a file. */
  want(file: string): void {
    const kept = this.kept.get(file);
    if (kept) kept.isWanted = true;
  }

  remove(file: string): void {
    this.used -= this.kept.get(file)?.bytes ?? 0;
    if (this.kept.delete(file)) this.discard(file);
  }

  /** Removes what no line has asked for. */
  removeUnwanted(): void {
    for (const [file, { isWanted }] of this.kept) if (!isWanted) this.remove(file);
  }
}
