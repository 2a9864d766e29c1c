import { awaitLateLines } from '../protocol/late-lines.js';
import { type TraceHold } from '../protocol/trace-hold.js';

/** An element that was opened and has not ended. */
export interface OpenElement {
  readonly entity: string;
  readonly id: string;
  /** That of its trace. */
  readonly hold?: TraceHold | undefined;
  /** Ends it with the outcome `unfinished`. */
  abandon(): void;
}

interface Entry {
  readonly element: OpenElement;
  /** Ms of the epoch. */
  readonly since: number;
  /** Called when it is open no more. */
  readonly told?: (() => void) | undefined;
}

/** The most elements that are open at once; the oldest gives way. */
const MAX_OPEN = 20_000;

/** The elements that are open; those never ended are closed after a while. */
export class OpenElements {
  private isClosed = false;
  /** By entity and id, oldest first: a key of both would have to be made, and hashed, for each look. */
  private readonly byEntity = new Map<string, Map<string, Entry>>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param maxOpenMs how long an element may stay open, in ms; with `Infinity` none is watched
   * @param isSampled traces are decided on by what was open in them, which is counted then
   */
  constructor(
    private readonly maxOpenMs: number,
    private readonly isSampled = false,
  ) {}

  get size(): number {
    let size = 0;
    for (const entries of this.byEntity.values()) size += entries.size;
    return size;
  }

  add(element: OpenElement): void {
    if (this.maxOpenMs === Infinity || this.isClosed) return;
    const { entity, id } = element;
    let entries = this.byEntity.get(entity);
    if (entries === undefined) this.byEntity.set(entity, (entries = new Map<string, Entry>()));
    this.delete(entity, id); // A key set again would keep its old place in the order.
    entries.set(id, { element, since: Date.now(), told: this.isSampled ? lateIn(element) : undefined });
    if (this.size > MAX_OPEN) this.oldest()?.abandon();
    this.arm(this.maxOpenMs);
  }

  delete(entity: string, id: string): void {
    const entries = this.byEntity.get(entity);
    const entry = entries?.get(id);
    if (!entry) return;
    entries?.delete(id);
    entry.told?.();
  }

  get(entity: string, id: string): OpenElement | undefined {
    return this.byEntity.get(entity)?.get(id)?.element;
  }

  /** Oldest first. */
  list(): OpenElement[] {
    return this.entries().map(({ element }) => element);
  }

  /** Closes what is open and stops watching. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    abandon(this.entries());
  }

  private oldest(): OpenElement | undefined {
    const first = [...this.byEntity.values()].flatMap((entries) => entries.values().next().value ?? []);
    return first.sort(byAge)[0]?.element;
  }

  private entries(): Entry[] {
    const all = [...this.byEntity.values()].flatMap((entries) => [...entries.values()]);
    return all.sort(byAge);
  }

  private arm(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sweep();
    }, delay).unref();
  }

  private sweep(): void {
    const now = Date.now();
    const entries = this.entries();
    const leftOf = ({ since }: Entry): number => since + this.maxOpenMs - now;
    const young = entries.findIndex((entry) => leftOf(entry) > 0);
    abandon(young < 0 ? entries : entries.slice(0, young));
    const next = entries[young];
    if (next) this.arm(leftOf(next));
  }
}

/** What is open when its trace ends is still to be told; what is opened after that does not make it wait longer. */
const lateIn = ({ entity, hold }: OpenElement): (() => void) | undefined =>
  entity === 'trace' || hold === undefined || hold.onAllTold ? undefined : awaitLateLines(hold);

/** The last first: what an element gave so far is told to the trace that was opened for it alone. */
function abandon(entries: readonly Entry[]): void {
  for (const { element } of entries.toReversed()) element.abandon();
}

const byAge = (one: Entry, other: Entry): number => one.since - other.since;
