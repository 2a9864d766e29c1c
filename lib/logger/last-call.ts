import { type CallTimes } from '../protocol/overtime.js';

/** How a call went, and when. */
export interface EndedTimes extends CallTimes {
  readonly outcome: 'ok' | 'error' | 'cancelled' | 'unfinished';
}

/** How the last of a recorded generation's calls went. */
export class LastCall {
  private call: EndedTimes | undefined;

  /** Undefined where none was seen. */
  get outcome(): EndedTimes['outcome'] | undefined {
    return this.call?.outcome;
  }

  /** Who asks several models at once may abort the others when one has answered: that says nothing. */
  add(call: EndedTimes): void {
    const { call: before } = this;
    const isLoser = call.outcome === 'cancelled' && before?.outcome === 'ok' && call.start < before.end;
    if (!isLoser) this.call = call;
  }

  /** The calls of a generation inside it are its own. */
  addInner({ call }: LastCall): void {
    if (call) this.add(call);
  }
}
