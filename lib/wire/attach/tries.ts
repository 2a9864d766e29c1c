import { type GenerationSlot } from '../../logger/generation-slot.js';
import { type UntoldCall } from '../../logger/untold-calls.js';
import { awaitLateLines } from '../../protocol/late-lines.js';
import { type CapturedCall, type TriedCalls } from '../captured-call.js';
import { type CallPlace, elementAt, isOver } from './place.js';
import { endedTries, followed } from './timed-out.js';
import { Waitlist } from './waitlist.js';

/** One call as its app understands it: each time it was tried, the first one first. */
export interface Tries {
  readonly calls: TriedCalls;
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
/** The same after a timeout, which may as well be the app that left; it is doubled with each try. */
const TIMEOUT_PATIENCE_MS = 2500;
/** What a library waits at least that counts its tries anew. */
const COUNTS_ANEW_MS = 900;
const MOST_PATIENCE_MS = 120_000;

const RETRYABLE = new Set([408, 409, 425, 429]);

/** Whether a library that is asked to would try again. */
function isRetryable({ outcome, status, timeout, attempt: { isLast, isAsked } }: CapturedCall): boolean {
  if (isLast || outcome !== 'error') return !isLast && timeout !== undefined;
  return isAsked ?? (status === undefined || status >= 500 || RETRYABLE.has(status));
}

/** Puts the tries of a call together. A failed one waits for the next. */
export class TryKeeper {
  private readonly waiting = new Waitlist<Waiting>(
    ({ place }) => isOver(place),
    (tries) => {
      this.finish(tries);
      tries.told();
    },
  );

  /** @param done gets a call when it has succeeded, or will not be tried again */
  constructor(private readonly done: (tries: Tries) => void) {}

  add(call: CapturedCall, place: CallPlace, untold: UntoldCall): void {
    const before = this.take(call, place);
    before?.untold.tell();
    const tries: Tries = before
      ? { place: before.place, calls: followedBy(before.calls, call), untold }
      : { calls: [call], place, untold };
    if (!isRetryable(call) || isOver(tries.place)) return this.finish(tries);
    call.attempt.digest(); // What waits does not keep its body.
    const told = awaitLateLines(tries.place.scope?.trace.hold);
    this.waiting.add({ ...tries, told, until: Date.now() + patienceMs(tries.calls) });
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

  private finish(tries: Tries): void {
    this.done({ ...tries, calls: endedTries(tries.calls, tries.untold.thrown) });
  }

  private take(call: CapturedCall, place: CallPlace): Waiting | undefined {
    if (this.waiting.size === 0) return undefined;
    // The one that failed last is the likeliest.
    const tries = [...this.waiting].findLast(
      (each) => elementAt(each.place) === elementAt(place) && isNextOf(each, call),
    );
    if (!tries) return undefined;
    this.waiting.remove(tries);
    tries.told(); // Of the one that is being told of now, more is awaited.
    return tries;
  }

  /** Unless one is still on its way that may be the next try. */
  private returned(slot: GenerationSlot): void {
    const inside = [...this.waiting].filter(({ place }) => place.slot === slot);
    const calls = inside.flatMap((tries) => tries.calls);
    if (calls.length === slot.running) for (const tries of inside) this.waiting.finish(tries);
  }
}

function followedBy([first, ...rest]: TriedCalls, call: CapturedCall): TriedCalls {
  return [followed(first), ...rest.map(followed), call];
}

/**
 * By the library's own id of the call where it has one, else by address and body, and its count of tries. A library
 * around it that tries again makes it count anew: then only the same place tells, and that nobody comes back before the
 * time he is asked to.
 */
function isNextOf({ calls, place }: Tries, { attempt, startedAt }: CapturedCall): boolean {
  const last = calls.at(-1) ?? calls[0];
  if (attempt.callId !== undefined) return attempt.callId === last.attempt.callId;
  if (startedAt < last.endedAt || attempt.digest() !== last.attempt.digest()) return false;
  const { retries = 0 } = attempt;
  if (retries > 0) return (last.attempt.retries ?? retries - 1) === retries - 1;
  if (!place.scope || attempt.isVague) return false;
  const waitedMs = startedAt.getTime() - last.endedAt.getTime();
  return attempt.retries === undefined || waitedMs >= (last.timeout ? COUNTS_ANEW_MS : askedMs(last));
}

const askedMs = ({ limits }: CapturedCall): number => (limits['retry-after'] ?? 0) * 1000;

function patienceMs(calls: TriedCalls): number {
  const last = calls.at(-1) ?? calls[0];
  if (last.timeout) return Math.min(TIMEOUT_PATIENCE_MS * 2 ** (calls.length - 1), PATIENCE_MS);
  return Math.min(askedMs(last) + PATIENCE_MS, MOST_PATIENCE_MS);
}
