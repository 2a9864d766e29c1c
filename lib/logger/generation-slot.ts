import { type ParsedRequest } from '../parsers/parser.js';
import { type GenerationError, type GenerationResult } from '../protocol/result.js';

/** What the wire told of a model's call, its tries taken together. */
export interface SeenCall {
  /** The provider as Maxim lists it; its true name is tag `provider`. */
  readonly provider: string;
  readonly model?: string;
  readonly request?: ParsedRequest;
  /** What arrived, complete or not. */
  readonly result?: GenerationResult;
  readonly outcome: 'ok' | 'error' | 'cancelled';
  /** Present where the outcome is `error`. */
  readonly error?: GenerationError;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a recorded generation leaves to be told by the call that is made inside it. */
export class GenerationSlot {
  private running = 0;
  private call: SeenCall | undefined;
  private then: (() => void) | undefined;

  /** The first call inside that is over. */
  get seen(): SeenCall | undefined {
    return this.call;
  }

  /** The recorded call has come back: none of what failed inside it will be tried again. */
  get hasReturned(): boolean {
    return this.then !== undefined;
  }

  /** A call began inside it. */
  begin(): void {
    this.running += 1;
  }

  /**
   * A call that began is over.
   *
   * @param call what it was; nothing where it proved to be no call of a model, or a try of another
   * @returns whether the generation takes it for its own: the first does, those after it are generations themselves
   */
  end(call?: SeenCall): boolean {
    const isOwn = call !== undefined && this.call === undefined;
    if (isOwn) this.call = call;
    this.running -= 1;
    if (this.running === 0) this.then?.();
    return isOwn;
  }

  /**
   * Called when the recorded call has come back: goes on once every call inside it is over, at once where none runs.
   *
   * @param mostMs how long one is waited for that does not end, as an answer that nobody reads to its end
   */
  whenQuiet(then: () => void, mostMs = 2000): void {
    const timer = setTimeout(() => this.then?.(), mostMs).unref();
    let isDone = false;
    this.then = () => {
      clearTimeout(timer);
      if (!isDone) then();
      isDone = true;
    };
    if (this.running === 0) this.then();
  }
}

const slots = new WeakMap<object, GenerationSlot>();

/** Lets the wire tell a generation of the call inside it. */
export function openSlot(generation: object): GenerationSlot {
  const slot = new GenerationSlot();
  slots.set(generation, slot);
  return slot;
}

/** The slot of a recorded generation; undefined for one that is told of nothing. */
export const slotOf = (generation: object | undefined): GenerationSlot | undefined =>
  generation && slots.get(generation);
