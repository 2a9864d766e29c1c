import { type Reporter } from '../faults/reporter.js';
import { type CapturedElement, type Redact, type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Entity } from '../protocol/line.js';
import { describeValue } from './describe.js';
import { type Field, fieldOf } from './fields.js';
import { isPending } from './pending.js';
import { type PlainRecord } from './plain.js';
import { hideSecrets } from './secrets.js';

/** Hides what must not be seen: secrets by our own rules, then what the user's function says. */
export class Redactor {
  /** A line that the user's function writes itself comes back here; asking again would never end. */
  private isAsking = false;

  constructor(
    private readonly options: Pick<ResolvedPipeline, 'redact' | 'redactSecrets'>,
    private readonly reporter: Reporter,
  ) {}

  /** Changes a line's data in its place; every field has the shape of the protocol afterwards. */
  apply(entity: Entity, data: PlainRecord, subject: CapturedElement): void {
    for (const key in data) {
      const field = fieldOf(entity, key);
      const value = data[key];
      if (field === undefined || value === undefined) continue;
      const redacted = this.redacted(field, key, value, subject);
      if (redacted !== value) data[key] = redacted;
    }
  }

  private redacted(field: Field, key: string, value: unknown, subject: CapturedElement): unknown {
    const { redact, redactSecrets } = this.options;
    const shaped = shapedBy(field, redactSecrets ? hideSecrets(value) : value);
    return redact === undefined ? shaped : this.ask(redact, field, key, shaped, subject);
  }

  private ask(redact: Redact, field: Field, key: string, value: unknown, subject: CapturedElement): unknown {
    if (this.isAsking) return field.hidden(value);
    this.isAsking = true;
    try {
      const answer = redact({ ...subject, field: key, value });
      if (!isPending(answer)) return shapedBy(field, describeValue(answer).value, value);
      this.report('redact gave a promise, so its fields are hidden. For now it must return the value itself.');
    } catch (error) {
      this.report('redact threw an error, so its fields are hidden. Let it return a value for every field.', error);
    } finally {
      this.isAsking = false;
    }
    return field.hidden(value);
  }

  private report(message: string, cause?: unknown): void {
    this.reporter.report('error', 'redact', message, cause);
  }
}

/** @param original what the value stands for, in the field's shape, where it is an answer */
const shapedBy = (field: Field, value: unknown, original?: unknown): unknown =>
  field.shape(value, original) ?? field.hidden(original ?? value);
