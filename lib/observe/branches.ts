import { type Ending } from './ending.js';
import { type Listener } from './listener.js';

/**
 * A stream that was split: each chunk is told when the first branch gets to it, and it ends with the first branch that
 * gets to the end, or with the last that is cancelled.
 */
export class Branches {
  private told = 0;
  private live = 0;

  /** @param left all branches that were opened are cancelled @default that cancels it */
  constructor(
    private readonly ending: Ending,
    private readonly left = (): void => ending.cancelled(),
  ) {}

  /** Whether some branch may be read on. */
  get isLive(): boolean {
    return this.live > 0;
  }

  /** Counts one more branch, and gives its listener. */
  open(): Listener {
    const { ending } = this;
    let read = 0;
    this.live++;
    ending.begin();
    return {
      chunk: (chunk) => {
        if (read++ !== this.told) return;
        this.told++;
        ending.chunk(chunk);
      },
      ok: (value) => ending.ok(value),
      error: (error) => ending.error(error),
      cancelled: () => {
        if (--this.live === 0) this.left();
      },
    };
  }
}
