import { type Failure } from '../faults/failure.js';
import { type News } from './opened.js';
import { tellUnlessCall } from './untold-calls.js';

/** Which errors were recorded: each belongs to the element where it arose, not to every one it passes. */
export class RecordedErrors {
  private readonly objects = new WeakMap<object, WeakSet<object>>();
  private readonly lastPrimitive = new WeakMap<object, unknown>();

  /** @param errorStatus the HTTP status from which an exception is an error of traces and spans, and no mere answer */
  constructor(private readonly errorStatus: number) {}

  /** Whether a failure only is how a request is answered, such as a 404. */
  isAnswer({ status }: Failure): boolean {
    return status !== undefined && status < this.errorStatus;
  }

  /** @param trace the trace it passes through */
  news(thrown: unknown, failure: Failure, trace: object): News {
    const isNew = this.isNew(thrown, trace);
    return { isNew, tell: (write) => (isNew ? tellUnlessCall(trace, thrown, failure, write) : undefined) };
  }

  /** A thrown primitive has no identity but its last appearance in the trace. */
  private isNew(thrown: unknown, trace: object): boolean {
    if (typeof thrown === 'object' && thrown !== null) {
      const traces = this.objects.get(thrown) ?? new WeakSet();
      this.objects.set(thrown, traces);
      const isNew = !traces.has(trace);
      traces.add(trace);
      return isNew;
    }
    if (this.lastPrimitive.has(trace) && this.lastPrimitive.get(trace) === thrown) return false;
    this.lastPrimitive.set(trace, thrown);
    return true;
  }
}
