import { type CapturedElement } from '../options/pipeline-options.js';
import { type LineOutlet } from './outlet.js';

/** At least so many elements are remembered, and at most twice as many. */
const MIN_REMEMBERED = 20_000;

/** Elements that are over in traces which may not be sent: what is said of them by id alone follows their trace. */
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
