import { currentScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import { type AroundGeneration } from '../entities/around-generation.js';
import { type GenerationSlot, openSlot } from './generation-slot.js';

/** A generation, or a model's call, inside a recorded generation, whose tokens that one is not to tell again. */
export class SlotAround implements AroundGeneration {
  private isInside = false;

  /**
   * @param isDirect no tool, look-up or trace of its own is between
   * @param isByHand what it tells may be the call that the generation around it has seen as its own
   */
  constructor(
    private readonly slot: GenerationSlot,
    private readonly isDirect: boolean,
    private readonly isByHand: boolean,
  ) {}

  begin(): void {
    this.isInside = true;
    this.slot.beginInner();
  }

  told(result: unknown, isByHand = this.isByHand): boolean {
    return this.slot.tellInside(result, this.isDirect, isByHand);
  }

  /** @param inside what went on inside of the inner one */
  ended(inside?: GenerationSlot): void {
    if (!this.isInside) return;
    this.isInside = false;
    this.slot.endInner(inside, this.isDirect);
  }
}

/** The recorded generation around what begins in a scope; undefined where there is none that goes on. */
export function slotAround(scope: Scope | undefined, isByHand = false): SlotAround | undefined {
  const around = scope?.calling ?? scope?.counting;
  if (!around || around.ended) return undefined;
  return new SlotAround(openSlot(around), around === scope?.calling, isByHand);
}

/** The same for a generation that is being opened by hand. */
export const aroundByHand = (): SlotAround | undefined => slotAround(currentScope(), true);
