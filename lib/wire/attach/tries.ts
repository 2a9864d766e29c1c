import { type GenerationSlot } from '../../logger/generation-slot.js';
import { type UntoldCall } from '../../logger/untold-calls.js';
import { awaitLateLines } from '../../protocol/late-lines.js';
import { type CapturedCall } from '../captured-call.js';
import { type CallPlace, elementAt, isOver } from './place.js';
import { Waitlist } from './waitlist.js';

/** One call as its app understands it: each time it was tried, the first one first. */
export interface Tries {
  readonly calls: readonly [first: CapturedCall, ...rest: CapturedCall[]];
  /** Where the first was made. */
  readonly place: CallPlace;
  /** Told of how the last went. */
  readonly untold: UntoldCall;
}

interface Waiting extends Tries {
  /** When nobody will try again any more, in ms since the epoch. */
  readonly until: number;
  /** Called when it is written, or goes on as another try. */
  readonly told: () => void;
}

/** Longer than the libraries wait where the provider does not ask them to. */
const PATIENCE_MS = 10_000;
const MOST_PATIENCE_MS = 120_000;

const RETRYABLE = new Set([408, 409, 425, 429]);

/** Whether a library that is asked to would try again. */
const isRetryable = ({ outcome, status, attempt }: CapturedCall): boolean =>
  outcome === 'error' && attempt.isLast !== true && (status === undefined || status >= 500 || RETRYABLE.has(status));

/** Puts the tries of a call together. A failed one waits for the next. */
export class TryKeeper {
  private readonly waiting = new Waitlist<Waiting>(
    ({ place }) => isOver(place),
    (tries) => {
      this.done(tries);
      tries.told();
    },
  );

  /** @param done gets a call when it has succeeded, or will not be tried again */
  constructor(private readonly done: (tries: Tries) => void) {}

  add(call: CapturedCall, place: CallPlace, untold: UntoldCall): void {
    const before = this.take(call, place);
    before?.untold.tell();
    const tries: Tries = before
      ? { place: before.place, calls: [...before.calls, call], untold }
      : { calls: [call], place, untold };
    if (!isRetryable(call) || isOver(tries.place)) return this.done(tries);
    call.attempt.digest(); // What waits does not keep its body.
    const asked = (call.limits['retry-after'] ?? 0) * 1000 + PATIENCE_MS;
    const told = awaitLateLines(tries.place.scope?.trace.hold);
    this.waiting.add({ ...tries, told, until: Date.now() + Math.min(asked, MOST_PATIENCE_MS) });
    const { slot } = tries.place;
    slot?.whenReturned(() => this.returned(slot));
  }

  /** Gives up waiting where what a call ran in is over, or nothing tells when it will be. */
  giveUpOver(): void {
    for (const tries of this.waiting) if (!tries.place.scope || isOver(tries.place)) this.waiting.finish(tries);
  }

  /** Gives up waiting. */
  close(): void {
    this.waiting.close();
  }

  private take(call: CapturedCall, place: CallPlace): Waiting | undefined {
    for (const tries of this.waiting) {
      if (elementAt(tries.place) !== elementAt(place) || !isNextOf(tries.calls, call)) continue;
      this.waiting.remove(tries);
      tries.told(); // Of the one that is being told of now, more is awaited.
      return tries;
    }
    return undefined;
  }

  /** Unless one is still on its way that may be the next try. */
  private returned(slot: GenerationSlot): void {
    const inside = [...this.waiting].filter(({ place }) => place.slot === slot);
    const calls = inside.flatMap((tries) => tries.calls);
    if (calls.length === slot.running) for (const tries of inside) this.waiting.finish(tries);
  }
}

/**
 * By the library's own id of the call where it has one, else by address and body, and its count of tries. A library
 * around it that tries again makes it count anew.
 */
function isNextOf(calls: Tries['calls'], { attempt, startedAt }: CapturedCall): boolean {
  const last = calls.at(-1) ?? calls[0];
  if (attempt.callId !== undefined) return attempt.callId === last.attempt.callId;
  const { retries = 0 } = attempt;
  const isNext = retries === 0 || (last.attempt.retries ?? retries - 1) === retries - 1;
  return isNext && startedAt >= last.endedAt && attempt.digest() === last.attempt.digest();
}
