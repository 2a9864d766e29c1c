import { awaitLateLines } from '../../protocol/late-lines.js';
import { type CallPlace, isOver } from './place.js';

interface Waiting {
  readonly place: CallPlace;
  /** In ms since the epoch. */
  readonly until: number;
  readonly write: () => void;
}

/** The longest that a generation which was opened by hand is waited for, in ms. */
const PATIENCE_MS = 30_000;

/** How often it is asked whether that has ended. */
const LOOK_MS = 250;

/** Whether generations that were opened by hand in the same trace have yet to be told their results. */
const isAwaited = ({ scope }: CallPlace): boolean => (scope?.trace.hold?.awaited ?? 0) > 0;

/** Lets calls wait while they may be the ones that generations opened by hand are about to tell of. */
export class ByHandKeeper {
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  /** @param write called once: at once, where nothing is awaited */
  add(place: CallPlace, write: () => void): void {
    if (!isAwaited(place) || isOver(place)) return write();
    const told = awaitLateLines(place.scope?.trace.hold);
    const writeLate = (): void => {
      write();
      told();
    };
    this.waiting.add({ place, until: Date.now() + PATIENCE_MS, write: writeLate });
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Writes what nothing is awaited for any longer. */
  look(): void {
    const now = Date.now();
    for (const each of this.waiting) {
      if (!isAwaited(each.place) || isOver(each.place) || each.until < now) this.finish(each);
    }
  }

  /** Waits no longer. */
  close(): void {
    for (const each of this.waiting) this.finish(each);
  }

  private finish(each: Waiting): void {
    this.waiting.delete(each);
    if (this.waiting.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    each.write();
  }
}
