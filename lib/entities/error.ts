import { type ErrorConfig } from './configs.js';
import { asText, isoTime, type MaximElement } from './element.js';
import { fields } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { toldError } from './told-error.js';

/** An error that a trace or a span met. */
export class MaximError {
  /** Its id. */
  readonly id: string;
  private data: Record<string, unknown>;

  /** @internal */
  constructor(
    host: EntityHost,
    private readonly parent: MaximElement,
    given: ErrorConfig,
  ) {
    const config = toldError(host, given, parent.hold);
    this.id = elementId(host, config.id);
    this.data = {
      id: this.id,
      name: asText(config.name),
      tags: config.tags ?? {},
      startTimestamp: isoTime(),
      message: config.message,
      code: config.code,
      errorType: config.type,
      metadata: config.metadata,
    };
    this.send();
  }

  /** Adds a searchable key and value. */
  addTag(key: string, value: string): void {
    this.merge('tags', { [key]: value });
  }

  /** Values are logged as text: strings as they are, others as JSON. */
  addMetadata(metadata: Record<string, unknown>): void {
    this.merge('metadata', metadata);
  }

  /** An error is over when it happened; this names another time. */
  end(endTimestamp?: Date): void {
    this.data = { ...this.data, endTimestamp: isoTime(endTimestamp) };
    this.send();
  }

  /** What `JSON.stringify` shows of it. */
  toJSON(): { type: string; id: string } {
    return { type: 'error', id: this.id };
  }

  // The protocol has no line of an error's own: the same id sent again overwrites.
  private merge(key: 'tags' | 'metadata', more: Record<string, unknown>): void {
    this.data = { ...this.data, [key]: { ...fields(this.data[key] as object | undefined), ...fields(more) } };
    this.send();
  }

  private send(): void {
    this.parent.write('add-error', this.data);
  }
}
