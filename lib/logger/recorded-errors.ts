import { type Scope } from '../context/scope.js';
import { type Failure } from '../faults/failure.js';
import { isObject } from '../observe/shape.js';
import { type News } from './opened.js';
import { tellUnlessCall } from './untold-calls.js';

/** The errors of elements inside a scope, on their way out of it. */
interface Passed {
  readonly objects: WeakSet<object>;
  /** The last one that was no object: it has no identity but where it was seen. */
  primitive?: unknown;
}

/** Which errors were recorded: each belongs to the element where it arose, not to every one it passes. */
export class RecordedErrors {
  private readonly passed = new WeakMap<Scope, Passed>();

  /** @param errorStatus the HTTP status from which an exception is an error of traces and spans, and no mere answer */
  constructor(private readonly errorStatus: number) {}

  /** Whether a failure only is how a request is answered, such as a 404. */
  isAnswer({ status }: Failure): boolean {
    return status !== undefined && status < this.errorStatus;
  }

  /**
   * Takes note of an error that an element failed with.
   *
   * @param scope that inside the element
   * @param outer that around it
   */
  news(thrown: unknown, failure: Failure, scope: Scope, outer?: Scope): News {
    const isNew = !this.hasPassed(thrown, scope);
    if (outer?.trace === scope.trace) this.pass(thrown, outer);
    return { isNew, tell: (write) => (isNew ? tellUnlessCall(scope.trace, thrown, failure, write) : undefined) };
  }

  private hasPassed(thrown: unknown, scope: Scope): boolean {
    const passed = this.passed.get(scope);
    if (isObject(thrown)) return passed?.objects.has(thrown) === true;
    return passed !== undefined && 'primitive' in passed && passed.primitive === thrown;
  }

  private pass(thrown: unknown, scope: Scope): void {
    const passed = this.passed.get(scope) ?? { objects: new WeakSet() };
    this.passed.set(scope, passed);
    if (isObject(thrown)) passed.objects.add(thrown);
    else passed.primitive = thrown;
  }
}
