import { types } from 'node:util';
import { type Action, type Entity } from '../protocol/line.js';
import { mendId } from '../protocol/ids.js';
import { type ElementConfig } from './configs.js';
import { fields, type Given } from './fields.js';
import { type EntityHost, wrongUse } from './host.js';
import { isoText } from './iso-text.js';
import { type TraceHold } from '../protocol/trace-hold.js';

/** The protocol's time: ISO 8601 in UTC with ms. A date that is none counts as now. */
export function isoTime(date?: Date): string {
  if (date === undefined) return isoText(Date.now());
  const time = types.isDate(date) ? Date.prototype.getTime.call(date) : NaN;
  return isoText(Number.isNaN(time) ? Date.now() : time);
}

/** What the first line of every element carries, in the protocol's order. */
export function baseData(config: Given<ElementConfig>): Record<string, unknown> {
  const spanId = asText(config.spanId);
  return {
    name: asText(config.name),
    spanId: spanId ? mendId(spanId) : undefined,
    tags: config.tags ?? {},
    startTimestamp: isoTime(config.startTimestamp),
    endTimestamp: config.endTimestamp ? isoTime(config.endTimestamp) : undefined,
  };
}

/** A name or a model: what is no text and no number is left out. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** How an element ended, where it neither succeeded nor failed. */
export type Outcome = 'cancelled' | 'unfinished';

/** The trace that was opened for one element alone: it shows the element's input and output, and ends with it. */
export interface Companion {
  input(input: unknown): void;
  end(endTimestamp: string, output: unknown, outcome: Outcome | undefined): void;
}

/** What all elements can do. Each call is one line; none throws, except for wrong use in strict mode. */
export abstract class MaximElement {
  /** @internal */
  abstract readonly entity: Entity;
  private over = false;
  /** @internal */
  outcome: Outcome | undefined;
  /** @internal It was told why it failed. */
  failed = false;
  /** @internal */
  companion?: Companion;
  /** @internal The stream whose reader ends it; given up, it ends it with what had arrived. */
  stream?: { abandon(): void };
  /** @internal It was forgotten again, since nothing came of it yet: has it told of, before anything else is. */
  bringBack?: (() => void) | undefined;
  private isAbandoned = false;

  /** @internal A handle on an element; it writes nothing by itself. */
  constructor(
    protected readonly host: EntityHost,
    protected elementId: string,
    /** @internal That of its trace, where the trace is known. */
    readonly hold?: TraceHold,
  ) {}

  /** Its id, with which `MaximLogger` can name it from anywhere. */
  get id(): string {
    return this.elementId;
  }

  /** @internal */
  get ended(): boolean {
    return this.over;
  }

  /** Adds a searchable key and value. */
  addTag(key: string, value: string): void {
    this.update('tags', { [key]: value });
  }

  /** Values are logged as text: strings as they are, others as JSON. */
  addMetadata(metadata: Record<string, unknown>): void {
    this.update('metadata', metadata);
  }

  /** What `JSON.stringify` shows of it, and what is logged where it is an argument or a result. */
  toJSON(): { type: string; id: string } {
    return { type: this.entity, id: this.id };
  }

  /**
   * Ends the element. A second call has no effect, unless it names a time.
   *
   * @param endTimestamp default: now
   */
  end(endTimestamp?: Date): void {
    if (this.over && endTimestamp === undefined) return;
    this.finish({ endTimestamp: isoTime(endTimestamp) });
  }

  /** @internal Ends it where it has not ended, with what it gave. @param endTimestamp default: now */
  endWith(output: unknown, endTimestamp?: Date): void {
    if (!this.over) this.finish({ endTimestamp: isoTime(endTimestamp) }, output);
  }

  /** @internal Ends it as neither a success nor a failure, with what it gave so far. @param endTimestamp default: now */
  endAs(outcome: Outcome, output?: unknown, endTimestamp?: Date): void {
    if (this.over) return;
    this.markAs(outcome);
    this.endWith(output, endTimestamp);
  }

  /** @internal Tags it with how it is about to end. */
  markAs(outcome: Outcome): void {
    this.outcome = this.isAbandoned ? 'unfinished' : outcome;
    this.addTag('outcome', this.outcome);
  }

  /** @internal Ends it because nobody else did. */
  abandon(): void {
    this.isAbandoned = true;
    this.stream?.abandon();
    this.endAs('unfinished');
    this.host.open.delete(this.entity, this.id);
  }

  /** @internal Ends it with a line of its own. */
  finish(data: { endTimestamp: string; docs?: unknown }, output?: unknown): void {
    this.over = true;
    this.host.open.delete(this.entity, this.id);
    this.write('end', data);
    this.companion?.end(data.endTimestamp, output, this.outcome);
  }

  /** @internal What follows an element's first line. */
  opened(config: Given<ElementConfig>): this {
    if (config.metadata) this.addMetadata(config.metadata);
    if (config.endTimestamp) this.over = true;
    if (!this.over) this.host.open.add(this);
    return this;
  }

  /** @internal Adds to a part of the element, where there is something to add. */
  update(part: 'tags' | 'metadata', more: Record<string, unknown> | undefined): void {
    const known = fields(more);
    if (Object.keys(known).length > 0) this.write('update', { [part]: known });
  }

  /** @internal Adds a number under a name. */
  metric(name: string, value: number): void {
    if (Number.isFinite(value)) this.write('update', { metrics: { [name]: value } });
    else wrongUse(this.host, 'A metric is no finite number.', 'Give it one.');
  }

  /** @internal */
  write(action: Action, data: Record<string, unknown>, withoutContent = false): void {
    this.bringBack?.();
    const line = { entity: this.entity, id: this.elementId, action, data };
    this.host.sink.write(withoutContent ? { ...line, withoutContent } : line, this.hold);
  }
}
