/** An element that was opened and may still be ended by us. */
export interface OpenElement {
  readonly entity: string;
  readonly id: string;
  /** Ends it with the outcome `unfinished`. */
  abandon(): void;
}

/** The most elements that are open at once; the oldest gives way. */
const MAX_OPEN = 20_000;

/** The elements that are open, oldest first; those never ended are closed after a while. */
export class OpenElements {
  private isClosed = false;
  private readonly elements = new Map<string, { element: OpenElement; since: number }>();
  private timer: NodeJS.Timeout | undefined;

  /** @param maxOpenMs how long an element may stay open, in ms; with `Infinity` none is watched */
  constructor(private readonly maxOpenMs: number) {}

  get size(): number {
    return this.elements.size;
  }

  add(element: OpenElement): void {
    if (this.maxOpenMs === Infinity || this.isClosed) return;
    const at = key(element.entity, element.id);
    this.elements.delete(at); // A key set again would keep its old place in the order.
    this.elements.set(at, { element, since: Date.now() });
    if (this.elements.size > MAX_OPEN) this.oldest()?.abandon();
    this.arm(this.maxOpenMs);
  }

  delete(entity: string, id: string): void {
    this.elements.delete(key(entity, id));
  }

  get(entity: string, id: string): OpenElement | undefined {
    return this.elements.get(key(entity, id))?.element;
  }

  list(): OpenElement[] {
    return [...this.elements.values()].map(({ element }) => element);
  }

  /** Closes what is open and stops watching. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const element of this.list()) element.abandon();
  }

  private oldest(): OpenElement | undefined {
    for (const { element } of this.elements.values()) return element;
    return undefined;
  }

  private arm(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sweep();
    }, delay).unref();
  }

  private sweep(): void {
    const now = Date.now();
    for (const { element, since } of [...this.elements.values()]) {
      const left = since + this.maxOpenMs - now;
      if (left > 0) return this.arm(left);
      element.abandon();
    }
  }
}

const key = (entity: string, id: string): string => `${entity} ${id}`;
