import { currentScope } from '../../context/current.js';
import { type Scope } from '../../context/scope.js';
import { type GenerationSlot, openSlot } from '../../logger/generation-slot.js';
import { type SlotAround, slotAround } from '../../logger/slot-around.js';
import { newId } from '../../protocol/ids.js';
import { runHere } from '../run-here.js';

/** Where in the app a call was made. */
export interface CallPlace {
  /** That of the call's element: as old as the call, by which those of the same millisecond are ordered. */
  readonly id: string;
  /** Undefined for an orphan. */
  readonly scope: Scope | undefined;
  /** That of the recorded generation which the call was made in. */
  readonly slot: GenerationSlot | undefined;
  /** A recorded generation further out, of which it is no call: a tool, a look-up or a trace of its own is between. */
  readonly around: SlotAround | undefined;
  /** The decorated method or handler that made it. */
  readonly method: string | undefined;
  /** Runs a function there. */
  readonly run: <T>(fn: () => T) => T;
}

/** The place of who calls this. */
export const currentPlace = (): CallPlace => placeIn(currentScope());

function placeIn(scope: Scope | undefined): CallPlace {
  const { calling } = scope ?? {};
  const slot = calling && !calling.ended ? openSlot(calling) : undefined;
  const around = calling ? undefined : slotAround(scope);
  return { id: newId(), scope, slot, around, method: scope?.method, run: runHere() };
}

/** The element that calls belong to, so that those in the same can be tries of one another. */
export const elementAt = ({ scope }: CallPlace): object | undefined => scope?.leaf ?? scope?.parent;

/** Whether what ran there has ended, so that nothing will be tried again. */
export const isOver = ({ scope, slot }: CallPlace): boolean =>
  slot?.hasReturned === true || scope?.parent.ended === true || scope?.leaf?.ended === true;
