import { type Reporter } from '../faults/reporter.js';
import { type LineOutlet } from './outlet.js';
import { type PendingFields } from './pending-fields.js';

/** What may wait for fields that are being redacted, roughly in bytes. */
export const MAX_PENDING_BYTES = 16_000_000;

interface Step {
  readonly text: string;
  readonly to: LineOutlet;
}

/** A line of which some fields are pending, and the lines written after it. */
interface Slot {
  readonly pending: PendingFields;
  bytes: number;
  isReady: boolean;
  readonly own: Step[];
  readonly behind: Step[];
  readonly onOut: (() => void)[];
}

/** Lets lines out in the order in which they were written, while some of them take time to be redacted. */
export class LineOrder {
  private slots: Slot[] = [];
  private bytes = 0;

  constructor(private readonly reporter: Reporter) {}

  /** Where a line that is ready goes: straight to its outlet, or behind those that are not. */
  behind(to: LineOutlet): LineOutlet {
    const last = this.slots.at(-1);
    if (!last) return to;
    return {
      accept: (text) => {
        last.behind.push({ text, to });
        this.grow(last, text.length);
      },
    };
  }

  /**
   * Keeps the place of a line that is not ready.
   *
   * @param bytes what it takes meanwhile
   * @param write called when it is ready, with where to write it
   */
  keepPlace(pending: PendingFields, to: LineOutlet, bytes: number, write: (to: LineOutlet) => void): void {
    const slot: Slot = { pending, bytes: 0, isReady: false, own: [], behind: [], onOut: [] };
    this.slots.push(slot);
    pending.whenSettled(() => {
      write({ accept: (text) => slot.own.push({ text, to }) });
      slot.isReady = true;
      this.letOut();
    });
    this.grow(slot, bytes);
  }

  /** Resolves when all lines written before the call are out. */
  flush(): Promise<void> {
    const last = this.slots.at(-1);
    if (!last) return Promise.resolve();
    for (const { pending } of this.slots) pending.urge();
    return new Promise((resolve) => last.onOut.push(resolve));
  }

  /** Past the bound the oldest fields are waited for no longer: nothing is lost but what they say. */
  private grow(slot: Slot, bytes: number): void {
    slot.bytes += bytes;
    this.bytes += bytes;
    if (this.bytes <= MAX_PENDING_BYTES) return;
    const message = 'More than 16 MB wait for redact, so the oldest fields are hidden. Let it answer sooner.';
    this.reporter.report('error', 'redact full', message);
    for (let first = this.slots[0]; first && this.bytes > MAX_PENDING_BYTES; first = this.slots[0]) {
      first.pending.giveUp();
    }
  }

  private letOut(): void {
    for (let first = this.slots[0]; first?.isReady; first = this.slots[0]) {
      this.slots.shift();
      this.bytes -= first.bytes;
      for (const { text, to } of [...first.own, ...first.behind]) to.accept(text);
      for (const out of first.onOut) out();
    }
  }
}
