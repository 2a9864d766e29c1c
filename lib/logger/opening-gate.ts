import { type OpenElement, type OpenElements } from '../entities/open-elements.js';
import { type LineSink } from '../entities/sink.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type Line } from '../protocol/line.js';

/** A sink that can also copy a line, so that what is done to its data later changes nothing. */
export interface CopyingSink extends LineSink {
  snapshot(line: Line, hold?: TraceHold): Line;
  /** What a line says, as values that nobody else holds. */
  copy(line: Line, hold?: TraceHold): Line['data'];
  /** Resolves when the lines that are on their way are out; never rejects. */
  flush(): Promise<void>;
  /** Lines that were given up for want of room. */
  readonly dropped: number;
}

type Step = (sink: Pick<LineSink, 'write' | 'release'>) => void;

/** The lines that opened one element, kept back. */
export interface Opening {
  steps: Step[] | undefined;
  readonly elements: [entity: string, id: string][];
}

/** Sends what was forgotten after all. @param startTimestamp when the element begins, where that is not when it was opened */
export type BringBack = (startTimestamp?: string) => void;

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

  /** Forgets what is kept, as if the element had not been opened. @returns undefined where it was sent already */
  drop(opening: Opening): BringBack | undefined {
    const { steps } = opening;
    if (!steps) return undefined;
    opening.steps = undefined;
    this.waiting = this.waiting.filter((other) => other !== opening);
    const forgotten = opening.elements.map(([entity, id]) => this.forget(entity, id));
    return (startTimestamp) => {
      this.passAll();
      const sink = startTimestamp === undefined ? this.sink : startingAt(startTimestamp, this.sink);
      for (const step of steps) step(sink);
      for (const element of forgotten) if (element) this.open.add(element);
    };
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

  copy(line: Line, hold?: TraceHold): Line['data'] {
    return this.sink.copy(line, hold);
  }

  flush(): Promise<void> {
    return this.sink.flush();
  }

  get dropped(): number {
    return this.sink.dropped;
  }

  private forget(entity: string, id: string): OpenElement | undefined {
    const element = this.open.get(entity, id);
    this.open.delete(entity, id);
    return element;
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

/** Lets what opens elements say another time. */
const startingAt = (startTimestamp: string, sink: CopyingSink): Pick<LineSink, 'write' | 'release'> => ({
  write(line, hold) {
    const { entity, id, action, withoutContent = false } = line;
    const later = (): Line['data'] => ({ ...sink.copy(line, hold), startTimestamp });
    const isFirst = 'startTimestamp' in line.data;
    sink.write(isFirst ? { entity, id, action, withoutContent, data: later() } : line, hold);
  },
  release(hold) {
    sink.release(hold);
  },
});
