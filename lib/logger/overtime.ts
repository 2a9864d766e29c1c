import { type Overtime, overtimeOf, type Unit } from '../protocol/overtime.js';

/** Measures how one call goes on after a disconnect. A stream's output is counted in its pieces. */
export class OvertimeMeter {
  pieces = 0;
  private late = 0;

  /**
   * @param unit the unit of work that it was made in
   * @param start on the clock of `performance.now()`
   */
  constructor(
    private readonly unit: Unit | undefined,
    private readonly start: number,
  ) {}

  /** A piece of output came. */
  piece(): void {
    this.pieces += 1;
    if (this.unit?.left) this.late += 1;
  }

  /** What there is to tell once the call is over; undefined where its client was there all along. */
  read(): Overtime | undefined {
    const { unit, start, pieces, late } = this;
    if (!unit?.left) return undefined;
    return overtimeOf(unit, { start, end: performance.now() }, () => (pieces > 0 ? late / pieces : undefined));
  }
}
