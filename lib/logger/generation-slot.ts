import { type ParsedRequest } from '../parsers/parser.js';
import { type Overtime } from '../protocol/overtime.js';
import { type GenerationError, type GenerationResult, type Usage } from '../protocol/result.js';
import { isSameCall, toldResult } from '../protocol/told-result.js';
import { type ToldResult } from '../protocol/trace-hold.js';
import { usageOf } from '../protocol/tree/usage.js';
import { type EndedTimes, LastCall } from './last-call.js';

/** What the wire told of a model's call, its tries taken together. */
export interface SeenCall extends EndedTimes {
  /** The provider as Maxim lists it; its true name is tag `provider`. */
  readonly provider: string;
  /** The provider is that of the host; else that of the API by itself. */
  readonly isKnownHost: boolean;
  readonly model?: string;
  readonly request?: ParsedRequest;
  /** What arrived, complete or not. */
  readonly result?: GenerationResult;
  /** Present where the outcome is `error`. */
  readonly error?: GenerationError;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** Present where it went on after its client had gone, and succeeded. */
  readonly overtime?: Overtime;
}

/** A call inside a recorded generation that is over. */
export interface EndedCall {
  readonly call: SeenCall;
  /**
   * Writes it; never throws.
   *
   * @param isOwn the generation tells of it, and there is left to write what has no room there
   */
  readonly write: (isOwn: boolean) => void;
}

/** What of a recorded generation's content may be logged. */
export interface ContentShown {
  readonly input: boolean;
  readonly output: boolean;
}

export const ALL_CONTENT: ContentShown = { input: true, output: true };

/** How many results that were told inside one generation are kept in mind. */
const MOST_TOLD = 100;

/** How long one waits for a call that does not end, as an answer that nobody reads to its end. */
const PATIENCE_MS = 2000;

/**
 * What goes on inside a recorded generation: models' calls, of which it tells one as its own, and further recorded
 * generations. There is one only where something does.
 */
export class GenerationSlot {
  /** What may be logged of the calls inside. */
  shown = ALL_CONTENT;
  /** The called function has told the result of the generation by itself. */
  isEndedByHand = false;
  readonly last = new LastCall();
  private begun = 0;
  /** How many of those are generations. */
  private inner = 0;
  private readonly told: (ToldResult & { readonly isByHand: boolean })[] = [];
  /** The ids of the calls that others tell of. */
  private readonly passed = new Set<string>();
  private own: SeenCall | undefined;
  private failed: EndedCall | undefined;
  private othersTold = false;
  private isClosed = false;
  private isReturned = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly onReturn: (() => void)[] = [];
  private readonly onQuiet: (() => void)[] = [];

  /** The call that the generation tells of: the first one that succeeded, else the last one. */
  get seen(): SeenCall | undefined {
    return this.own;
  }

  /** How many calls and generations inside are not over. */
  get running(): number {
    return this.begun;
  }

  /** Tokens are told by another generation inside this one. */
  get othersTell(): boolean {
    return this.othersTold;
  }

  /** The tokens of the own call, unless another generation tells them. */
  get ownUsage(): Usage | undefined {
    return this.isOwnTold ? undefined : usageOf(this.own?.result);
  }

  /** The own call was logged by hand inside it, be it under another id than the provider's. */
  get isOwnTold(): boolean {
    const { own, told, passed } = this;
    const seen = told.length > 0 ? toldResult(own?.result) : undefined;
    const isOthers = (id: string | undefined) => id !== undefined && id !== seen?.id && passed.has(id);
    return told.some((each) => seen && each.isByHand && !isOthers(each.id) && isSameCall(each, seen));
  }

  /** Whether the tokens of a result are told inside it. */
  isTold(result: unknown): boolean {
    if (!this.othersTold && this.told.length === 0) return false;
    const given = toldResult(result);
    if (given && this.told.some((each) => isSameCall(each, given))) return true;
    // A call that is yet to be read may be the own one, and the result its.
    const isOpen = !this.isClosed && !this.own && this.begun > this.inner;
    return this.othersTold && !isOpen;
  }

  /** Whether a result is that of the own call. */
  isOwn(result: unknown): boolean {
    const [given, seen] = [toldResult(result), toldResult(this.own?.result)];
    return given !== undefined && seen !== undefined && isSameCall(given, seen);
  }

  /** The recorded call has come back: none of what failed inside it will be tried again. */
  get hasReturned(): boolean {
    return this.isReturned;
  }

  /** Calls back when the recorded call comes back. */
  whenReturned(then: () => void): void {
    this.onReturn.push(then);
  }

  /** A call began inside it. */
  begin(): void {
    this.begun += 1;
  }

  /** Another generation began inside it. */
  beginInner(): void {
    this.inner += 1;
    this.begin();
  }

  /**
   * A generation inside it tells a result.
   *
   * @param isDirect no tool, look-up or trace of its own is between
   * @param isByHand it made no call that was seen: what it tells may be the own one
   * @returns whether it is that of the own call
   */
  tellInside(result: unknown, isDirect: boolean, isByHand: boolean): boolean {
    const told = toldResult(result);
    if (told?.tokens === undefined) return false;
    this.othersTold ||= isDirect;
    this.note({ ...told, isByHand });
    return isByHand && this.isOwn(result);
  }

  /** A call that began is over. @param ended nothing where it proved to be no call of a model, or a try of another */
  end(ended?: EndedCall): void {
    if (ended) this.take(ended);
    this.left();
  }

  /** A generation that began inside it is over. @param inside what went on inside of that */
  endInner(inside: GenerationSlot | undefined, isDirect: boolean): void {
    if (inside && isDirect) this.othersTold ||= inside.othersTold;
    if (inside && isDirect) this.last.addInner(inside.last);
    for (const told of inside?.told ?? []) this.note(told);
    this.inner -= 1;
    this.left();
  }

  /** Called when the recorded call has come back: goes on once all is over inside it, at once where nothing runs. */
  whenQuiet(then: () => void): void {
    if (this.isClosed) return then();
    this.onQuiet.push(then);
    if (this.isReturned) return;
    this.isReturned = true;
    for (const told of this.onReturn.splice(0)) told();
    if (this.begun === 0) this.close();
    else this.timer = setTimeout(() => this.close(), PATIENCE_MS).unref();
  }

  /** Waits no longer for what still runs, where the recorded call has come back. */
  giveUp(): void {
    if (this.isReturned) this.close();
  }

  private take(ended: EndedCall): void {
    this.last.add(ended.call);
    if (this.isClosed || this.own) {
      this.pass(ended);
    } else if (ended.call.outcome === 'ok') {
      this.own = ended.call;
      ended.write(true);
      this.passFailed();
    } else {
      this.passFailed();
      this.failed = ended;
    }
  }

  private close(): void {
    clearTimeout(this.timer);
    this.isClosed = true;
    const { failed } = this;
    this.failed = undefined;
    if (failed) {
      this.own = failed.call;
      failed.write(true);
    }
    for (const then of this.onQuiet.splice(0)) then();
  }

  private passFailed(): void {
    if (this.failed) this.pass(this.failed);
    this.failed = undefined;
  }

  private pass({ call, write }: EndedCall): void {
    this.othersTold ||= usageOf(call.result) !== undefined;
    const { id } = toldResult(call.result) ?? {};
    if (id !== undefined) this.passed.add(id);
    write(false);
  }

  private note(told: ToldResult & { readonly isByHand: boolean }): void {
    this.told.push(told);
    if (this.told.length > MOST_TOLD) this.told.shift();
  }

  private left(): void {
    this.begun -= 1;
    if (this.begun === 0 && this.isReturned) this.close();
  }
}

const slots = new WeakMap<object, GenerationSlot>();

/** The slot of a recorded generation, for what begins inside it. */
export function openSlot(generation: object): GenerationSlot {
  const slot = slots.get(generation) ?? new GenerationSlot();
  slots.set(generation, slot);
  return slot;
}

/** The slot of a recorded generation; undefined where nothing has begun inside it. */
export const slotOf = (generation: object): GenerationSlot | undefined => slots.get(generation);
