import { type Feedback, type TraceConfig } from '../../entities/configs.js';
import { type MaximEvaluate } from '../../entities/evaluate.js';
import { type EntityHost } from '../../entities/host.js';
import { MaximSession } from '../../entities/session.js';
import { type MaximTrace } from '../../entities/trace.js';
import { byId, type EndData, endById } from './handle.js';

/** What can be done to a session of which only the id is known; it may be open in another process. */
export abstract class SessionMethods {
  /** @internal */
  protected abstract readonly host: EntityHost;

  /** Sets a tag of a session. */
  sessionTag(sessionId: string, key: string, value: string): void {
    byId(this.host, MaximSession, sessionId).addTag(key, value);
  }

  /** Ends a session; no trace is added to it any more. */
  sessionEnd(sessionId: string, data?: EndData): void {
    endById(byId(this.host, MaximSession, sessionId), data);
  }

  /** Records what a user thinks of a session. */
  sessionFeedback(sessionId: string, feedback: Feedback): void {
    byId(this.host, MaximSession, sessionId).feedback(feedback);
  }

  /** Records a number about a session. */
  sessionAddMetric(sessionId: string, name: string, value: number): void {
    byId(this.host, MaximSession, sessionId).addMetric(name, value);
  }

  /** Opens a trace as a turn of a session. */
  sessionTrace(sessionId: string, config: TraceConfig): MaximTrace {
    return byId(this.host, MaximSession, sessionId).trace(config);
  }

  /** Attaches evaluators to a session. */
  sessionEvaluate(sessionId: string): MaximEvaluate {
    return byId(this.host, MaximSession, sessionId).evaluate;
  }
}
