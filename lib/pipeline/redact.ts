import { AsyncLocalStorage } from 'node:async_hooks';
import { type Reporter } from '../faults/reporter.js';
import {
  type CapturedElement,
  type Redact,
  type RedactedField,
  type ResolvedPipeline,
} from '../options/pipeline-options.js';
import { type Entity } from '../protocol/line.js';
import { describeValue } from '../protocol/plain/describe.js';
import { hideCards } from './cards.js';
import { type Field, fieldOf } from './fields.js';
import { isPending } from './pending.js';
import { PendingFields } from './pending-fields.js';
import { type PlainRecord } from './plain.js';
import { hideSecrets } from './secrets.js';

/** Hides what must not be seen: secrets and cards by our own rules, then what the user's function says. */
export class Redactor {
  /** A line that the user's function writes itself comes back here; asking again would never end. */
  private readonly asking = new AsyncLocalStorage<true>();

  constructor(
    private readonly options: Pick<ResolvedPipeline, 'redact' | 'redactSecrets' | 'redactCards'>,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Changes a line's data in its place; every field has the shape of the protocol afterwards.
   *
   * @returns the fields whose values are still to come, where the user's function gave promises
   */
  apply(entity: Entity, data: PlainRecord, subject: CapturedElement): PendingFields | undefined {
    const { redact } = this.options;
    let pending: PendingFields | undefined;
    for (const key in data) {
      const field = fieldOf(entity, key);
      const given = data[key];
      if (field === undefined || given === undefined) continue;
      const value = shapedBy(field, this.withoutSecrets(given));
      const redacted = redact === undefined ? value : this.ask(redact, field, { ...subject, field: key, value });
      if (redacted instanceof Promise) {
        pending ??= new PendingFields(() => this.report('late', 'took longer than 5 s', 'Let it answer sooner.'));
        this.settle(
          pending,
          redacted,
          (shown) => (data[key] = shown),
          () => field.hidden(value),
        );
      } else if (redacted !== given) data[key] = redacted;
    }
    return pending;
  }

  private withoutSecrets(value: unknown): unknown {
    const { redactSecrets, redactCards } = this.options;
    const hidden = redactSecrets ? hideSecrets(value) : value;
    return redactCards ? hideCards(hidden) : hidden;
  }

  /** What the user's function says, or a promise of it; both in the field's shape. */
  private ask(redact: Redact, field: Field, asked: RedactedField): unknown {
    if (this.asking.getStore()) return field.hidden(asked.value);
    const shaped = (answer: unknown): unknown => shapedBy(field, describeValue(answer).value, asked.value);
    try {
      return this.asking.run(true, () => {
        const answer = redact(asked);
        return isPending(answer) ? Promise.resolve(answer).then(shaped) : shaped(answer);
      });
    } catch (error) {
      this.reportError(error);
      return field.hidden(asked.value);
    }
  }

  private settle(
    pending: PendingFields,
    redacted: Promise<unknown>,
    show: (value: unknown) => void,
    hidden: () => unknown,
  ): void {
    pending.add(redacted, show, (failure) => {
      if (failure) this.reportError(failure.cause);
      show(hidden());
    });
  }

  private reportError(cause: unknown): void {
    this.report('error', 'threw an error', 'Let it return a value for every field.', cause);
  }

  private report(episode: string, what: string, cure: string, cause?: unknown): void {
    this.reporter.report('error', `redact ${episode}`, `redact ${what}, so its fields are hidden. ${cure}`, cause);
  }
}

/** @param original what the value stands for, in the field's shape, where it is an answer */
const shapedBy = (field: Field, value: unknown, original?: unknown): unknown =>
  field.shape(value, original) ?? field.hidden(original ?? value);
