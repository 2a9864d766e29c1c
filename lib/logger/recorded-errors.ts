import { currentScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import { type Failure } from '../faults/failure.js';
import { isObject } from '../observe/shape.js';
import { fields } from '../parsers/shape.js';
import { attempt } from '../parsers/total.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type News } from './opened.js';
import { tellUnlessCall } from './untold-calls.js';

/** The errors of elements inside a scope, on their way out of it. */
interface Passed {
  readonly objects: WeakSet<object>;
  /** The last ones that were no objects: they have no identity but where they were seen. */
  readonly primitives: Set<unknown>;
}

const MOST_PRIMITIVES = 20;

/** The scopes that an error comes by. */
interface Way {
  /** That inside the element. */
  readonly scope: Scope;
  /** That around it. */
  readonly outer?: Scope | undefined;
  /** That in which the stream was read that failed. */
  readonly reader?: Scope | undefined;
}

/** Which errors were recorded: each belongs to the element where it arose, not to every one it passes. */
export class RecordedErrors {
  private readonly passed = new WeakMap<Scope, Passed>();
  private readonly failed = new WeakSet<Scope>();

  /** @param errorStatus the HTTP status from which an exception is an error of traces and spans, and no mere answer */
  constructor(private readonly errorStatus: number) {}

  /** Whether a failure only is how a request is answered, such as a 404. */
  isAnswer({ status }: Failure): boolean {
    return status !== undefined && status < this.errorStatus;
  }

  /** Takes note of an error that an element failed with. */
  news(thrown: unknown, failure: Failure, { scope, outer, reader }: Way): News {
    const isNew = !this.hasPassed(thrown, scope) && !this.repeatsCause(thrown, scope);
    for (const next of [outer, reader]) {
      if (next?.trace !== scope.trace) continue;
      this.pass(thrown, next);
      if (!this.isAnswer(failure)) this.failed.add(next);
    }
    return { isNew, tell: (write) => (isNew ? tellUnlessCall(scope.trace, thrown, failure, write) : undefined) };
  }

  /** Takes note of an error that is told of by hand, in the trace where the running code is. */
  told(caught: unknown, hold: TraceHold | undefined): void {
    const scope = currentScope();
    if (scope && (hold === undefined || hold === scope.trace.hold)) this.pass(caught, scope);
  }

  /** The same of one that comes out of an element which has ended. @param hasFailed the element was told why it failed */
  left(thrown: unknown, { scope, outer }: Way, hasFailed: boolean): void {
    if (outer?.trace !== scope.trace || !(hasFailed || this.hasPassed(thrown, scope))) return;
    this.pass(thrown, outer);
    this.failed.add(outer);
  }

  /** Whether an error was recorded that came out of an element in this scope, and is no mere answer. */
  hasFailed(scope: Scope): boolean {
    return this.failed.has(scope);
  }

  /** Whether it says in the same words what its cause said, which was recorded. */
  private repeatsCause(thrown: unknown, scope: Scope): boolean {
    return attempt(() => {
      const { cause, message } = fields(thrown);
      return isObject(cause) && this.hasPassed(cause, scope) && fields(cause)['message'] === message;
    }, false);
  }

  private hasPassed(thrown: unknown, scope: Scope): boolean {
    const { objects, primitives } = this.passed.get(scope) ?? {};
    return (isObject(thrown) ? objects?.has(thrown) : primitives?.has(thrown)) === true;
  }

  private pass(thrown: unknown, scope: Scope): void {
    const passed = this.passed.get(scope) ?? { objects: new WeakSet(), primitives: new Set() };
    this.passed.set(scope, passed);
    const { objects, primitives } = passed;
    if (isObject(thrown)) objects.add(thrown);
    else if (primitives.size < MOST_PRIMITIVES) primitives.add(thrown);
  }
}
