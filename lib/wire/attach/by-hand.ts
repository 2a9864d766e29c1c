import { awaitLateLines } from '../../protocol/late-lines.js';
import { type CallPlace, isOver } from './place.js';
import { Waitlist } from './waitlist.js';

interface Waiting {
  readonly place: CallPlace;
  readonly until: number;
  readonly write: () => void;
  /** Called when it is written. */
  readonly told: () => void;
}

/** The longest that a generation which was opened by hand is waited for, in ms. */
const PATIENCE_MS = 30_000;

/** Whether no generation that was opened by hand in the same trace has yet to be told its result. */
const isSettled = ({ place }: Pick<Waiting, 'place'>): boolean =>
  (place.scope?.trace.hold?.awaited ?? 0) === 0 || isOver(place);

/** Lets calls wait while they may be the ones that generations opened by hand are about to tell of. */
export class ByHandKeeper {
  private readonly waiting = new Waitlist<Waiting>(isSettled, ({ write, told }) => {
    write();
    told();
  });

  /** @param write called once: at once, where nothing is awaited */
  add(place: CallPlace, write: () => void): void {
    if (isSettled({ place })) return write();
    const told = awaitLateLines(place.scope?.trace.hold);
    this.waiting.add({ place, write, told, until: Date.now() + PATIENCE_MS });
  }

  /** Writes what nothing is awaited for any longer. */
  look(): void {
    this.waiting.look();
  }

  /** Waits no longer. */
  close(): void {
    this.waiting.close();
  }
}
