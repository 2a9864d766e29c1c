import { AsyncLocalStorage } from 'node:async_hooks';
import { type Reporter } from '../faults/reporter.js';
import { type Redact, type RedactedField } from '../options/pipeline-options.js';
import { MAX_CONVERSATION_BYTES } from '../protocol/limits.js';
import { type Line } from '../protocol/line.js';
import { describeValue } from '../protocol/plain/describe.js';
import { type Field, fieldOf, shapedBy } from './fields.js';
import { isPending } from './pending.js';
import { PendingFields } from './pending-fields.js';
import { type PlainRecord } from './plain.js';
import { subjectOf } from './subject.js';

/** Hides what the user's function says must not be seen. */
export class Redactor {
  /** A line that the function writes itself comes back here; asking again would never end. */
  private readonly asking = new AsyncLocalStorage<true>();

  /** Of the function's answers so much is read: what is left out of them would be cut anyway. */
  private readonly budget: number;

  constructor(
    private readonly redact: Redact,
    private readonly reporter: Reporter,
    maxFieldBytes = 0,
  ) {
    this.budget = 2 * Math.max(maxFieldBytes, MAX_CONVERSATION_BYTES);
  }

  /**
   * Changes a line's data in its place; every field has the shape of the protocol before and after.
   *
   * @returns the fields whose values are still to come, where the function gave promises
   */
  apply(line: Line, data: PlainRecord): PendingFields | undefined {
    const subject = subjectOf(line);
    let pending: PendingFields | undefined;
    for (const key in data) {
      const field = fieldOf(line.entity, key);
      const value = data[key];
      if (field === undefined) continue;
      const redacted = this.ask(field, { ...subject, field: key, value });
      if (redacted instanceof Promise) {
        pending ??= new PendingFields(() => this.report('late', 'took longer than 5 s', 'Let it answer sooner.'));
        this.settle(
          pending,
          redacted,
          (shown) => (data[key] = shown),
          () => field.hidden(value),
        );
      } else data[key] = redacted;
    }
    return pending;
  }

  /** What the user's function says, or a promise of it; both in the field's shape. */
  private ask(field: Field, asked: RedactedField): unknown {
    const { value } = asked;
    if (this.asking.getStore()) return field.hidden(value);
    const shaped = (answer: unknown): unknown =>
      shapedBy(field, describeValue(answer, { budget: this.budget }).value, value);
    try {
      return this.asking.run(true, () => {
        const answer = this.redact(asked);
        return isPending(answer) ? Promise.resolve(answer).then(shaped) : shaped(answer);
      });
    } catch (error) {
      this.reportError(error);
      return field.hidden(value);
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
