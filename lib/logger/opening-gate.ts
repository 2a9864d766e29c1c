import { type OpenElements } from '../entities/open-elements.js';
import { type LineSink } from '../entities/sink.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type Line } from '../protocol/line.js';

/** A sink that can also copy a line, so that what is done to its data later changes nothing. */
export interface CopyingSink extends LineSink {
  snapshot(line: Line, hold?: TraceHold): Line;
  /** Resolves when the lines that are on their way are out; never rejects. */
  flush(): Promise<void>;
  /** Lines that were given up for want of room. */
  readonly dropped: number;
}

type Step = (sink: LineSink) => void;

/** The lines that opened one element, kept back. */
export interface Opening {
  steps: Step[] | undefined;
  readonly elements: [entity: string, id: string][];
}

const ADDED = new Map([
  ['add-span', 'span'],
  ['add-generation', 'generation'],
  ['add-retrieval', 'retrieval'],
  ['add-tool-call', 'tool_call'],
]);

/**
 * Keeps back the lines of an opening until its call has shown what it gives: a cold value, such as an Observable, is
 * work only when somebody subscribes. Any other line sends what is kept first, so the order stays.
 */
export class OpeningGate implements CopyingSink {
  private waiting: Opening[] = [];
  private keeping: Opening | undefined;

  constructor(
    private readonly sink: CopyingSink,
    private readonly open: OpenElements,
  ) {}

  /** Opens an element, and keeps what that writes. @returns what it gave, and what is kept */
  keep<T>(open: () => T): [T, Opening] {
    const around = this.keeping;
    const opening: Opening = { steps: [], elements: [] };
    this.waiting.push(opening);
    this.keeping = opening;
    try {
      return [open(), opening];
    } catch (error) {
      this.drop(opening);
      throw error;
    } finally {
      this.keeping = around;
    }
  }

  /** Sends what is kept, of this opening and of those before it. */
  pass(opening: Opening): void {
    if (opening.steps) this.passAll();
  }

  /** Forgets what is kept, as if the element had not been opened. @returns false where it was sent already */
  drop(opening: Opening): boolean {
    if (!opening.steps) return false;
    opening.steps = undefined;
    this.waiting = this.waiting.filter((other) => other !== opening);
    for (const [entity, id] of opening.elements) this.open.delete(entity, id);
    return true;
  }

  write(line: Line, hold?: TraceHold): void {
    const { keeping } = this;
    if (!keeping || isSent(keeping)) {
      if (this.waiting.length > 0) this.passAll();
      this.sink.write(line, hold);
      return;
    }
    const copy = this.sink.snapshot(line, hold);
    // To read the line may run the app's code, and what that logs sends what is kept.
    if (isSent(keeping)) {
      this.sink.write(copy, hold);
      return;
    }
    keeping.steps?.push((sink) => sink.write(copy, hold));
    const added = ADDED.get(line.action);
    if (added) keeping.elements.push([added, String(line.data['id'])]);
    if (line.action === 'create') keeping.elements.push([line.entity, line.id]);
  }

  release(hold: TraceHold): void {
    const { keeping } = this;
    if (keeping?.steps) keeping.steps.push((sink) => sink.release(hold));
    else this.sink.release(hold);
  }

  retain(hold: TraceHold): void {
    this.sink.retain(hold);
  }

  isLeftOut(line: Line, hold?: TraceHold): boolean {
    return this.sink.isLeftOut(line, hold);
  }

  snapshot(line: Line, hold?: TraceHold): Line {
    return this.sink.snapshot(line, hold);
  }

  flush(): Promise<void> {
    return this.sink.flush();
  }

  get dropped(): number {
    return this.sink.dropped;
  }

  private passAll(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const opening of waiting) {
      const steps = opening.steps ?? [];
      opening.steps = undefined;
      for (const step of steps) step(this.sink);
    }
  }
}

const isSent = ({ steps }: Opening): boolean => steps === undefined;
