import { attach } from './attachment.js';
import { type Attachment, type ErrorConfig } from './configs.js';
import { isoTime, MaximElement } from './element.js';
import { MaximError } from './error.js';
import { MaximEvaluate } from './evaluate.js';
import { elementId } from './host.js';

/** What traces and spans share: they are the only parents, and they hold events, errors and attachments. */
export abstract class MaximContainer extends MaximElement {
  /** Attaches evaluators, and what they need to know. */
  get evaluate(): MaximEvaluate {
    return new MaximEvaluate(this);
  }

  /** Records an error; the element goes on. */
  error(config: ErrorConfig): MaximError {
    return new MaximError(this.host, this, config);
  }

  /** Marks a moment. */
  event(...args: EventArguments): void {
    const [id, name, tags, metadata] = typeof args[1] === 'string' ? args : [undefined, ...args];
    this.write('add-event', { id: elementId(this.host, id), name, timestamp: isoTime(), tags, metadata });
  }

  /** Attaches a file. */
  addAttachment(attachment: Attachment): void {
    attach(this.host, this, attachment);
  }
}

/** An event's arguments, with and without an id. */
export type EventArguments =
  | [id: string, name: string, tags?: Record<string, string>, metadata?: Record<string, unknown>]
  | [name: string, tags?: Record<string, string>, metadata?: Record<string, unknown>];
