import { type Reporter } from '../faults/reporter.js';
import { awaitLateLines } from '../protocol/late-lines.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type GenerationSlot } from './generation-slot.js';

/** Endings of recorded generations that wait for what the wire is about to tell. */
export class LateEndings {
  private readonly waiting = new Set<GenerationSlot>();
  private isClosed = false;

  constructor(private readonly reporter: Reporter) {}

  /** Writes an ending once all inside the generation is over, at once where nothing runs there. */
  add(slot: GenerationSlot, hold: TraceHold | undefined, write: () => void): void {
    const told = awaitLateLines(hold);
    this.waiting.add(slot);
    slot.whenQuiet(() => {
      this.waiting.delete(slot);
      this.guarded(write);
      told();
    });
    if (this.isClosed) slot.giveUp();
  }

  /** Resolves when those that wait now are written, none of which waits long. */
  async settled(): Promise<void> {
    const written = (slot: GenerationSlot) => new Promise<void>((resolve) => slot.whenQuiet(resolve));
    await Promise.all([...this.waiting].map(written));
  }

  /** Waits no longer: writes those that wait, and those to come, with what is known. */
  close(): void {
    this.isClosed = true;
    for (const slot of this.waiting) slot.giveUp();
  }

  private guarded(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.reporter.report('error', 'late ending', 'What a generation gave could not be recorded.', error);
    }
  }
}
