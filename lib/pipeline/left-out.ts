import { type CapturedElement } from '../options/pipeline-options.js';
import { type LineOutlet } from './outlet.js';

/** At least so many elements are remembered, and at most twice as many. */
const MIN_REMEMBERED = 20_000;

/** What became of traces that may not be sent, and of what is in them: what is said by id, later, follows it. */
export class LeftOut {
  // Two maps that take turns: to take the oldest out of one alone means to pass over all that was taken out before.
  private recent = new Map<string, LineOutlet>();
  private older = new Map<string, LineOutlet>();

  fateOf(element: CapturedElement): LineOutlet | undefined {
    const key = keyOf(element);
    return this.recent.get(key) ?? this.older.get(key);
  }

  remember(element: CapturedElement, fate: LineOutlet): void {
    this.recent.set(keyOf(element), fate);
    if (this.recent.size < MIN_REMEMBERED) return;
    this.older = this.recent;
    this.recent = new Map();
  }

  /** Its id has become that of another element, whose trace is sent. */
  forget(element: CapturedElement): void {
    const key = keyOf(element);
    this.recent.delete(key);
    this.older.delete(key);
  }
}

const keyOf = ({ entity, id }: CapturedElement): string => `${entity} ${id}`;
