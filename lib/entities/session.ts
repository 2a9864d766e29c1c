import { type Feedback, type SessionConfig, type TraceConfig } from './configs.js';
import { baseData, MaximElement } from './element.js';
import { addFeedback } from './feedback.js';
import { MaximEvaluate } from './evaluate.js';
import { fields } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type MaximTrace, openTrace } from './trace.js';

/** A conversation of several traces. It goes on across requests and processes until it is ended. */
export class MaximSession extends MaximElement {
  /** @internal */
  readonly entity = 'session';

  /** Attaches evaluators, and what they need to know. */
  get evaluate(): MaximEvaluate {
    return new MaximEvaluate(this);
  }

  /** Opens a trace that is a turn of it. */
  trace(config: TraceConfig): MaximTrace {
    return openTrace(this.host, { ...fields(config), sessionId: this.id });
  }

  /** Adds what somebody thought of it. */
  feedback(feedback: Feedback): void {
    addFeedback(this.host, this, feedback);
  }

  /** Adds a number under a name, such as `ttft_ms`. */
  addMetric(name: string, value: number): void {
    this.metric(name, value);
  }
}

/**
 * Opens a session, or names one that is open already.
 *
 * @param hold that of a trace, where the session is known only through that
 */
export function openSession(host: EntityHost, given: SessionConfig, hold?: TraceHold): MaximSession {
  const config = fields(given);
  const session = new MaximSession(host, elementId(host, config.id), hold);
  session.write('create', baseData(config));
  if (config.metadata) session.addMetadata(config.metadata);
  return session;
}
