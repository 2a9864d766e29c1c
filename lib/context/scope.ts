import { type MaximGeneration } from '../entities/generation.js';
import { type MaximRetrieval } from '../entities/retrieval.js';
import { type MaximSession } from '../entities/session.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximToolCall } from '../entities/tool-call.js';
import { type MaximTrace } from '../entities/trace.js';
import { type Reporter } from '../faults/reporter.js';
import { type Unit } from '../protocol/overtime.js';

/** The logger a scope belongs to, as any copy of this package may use it. */
export interface ScopeOwner {
  /** False: decorated methods run untouched. */
  readonly enabled: boolean;
  readonly reporter: Reporter;
  /** A handle on a session; writes nothing. */
  sessionById(id: string): MaximSession;
  /** Another logger of the same app. */
  named(name: string): ScopeOwner | undefined;
}

/** Where in the trace the running code is. */
export interface Scope {
  readonly owner: ScopeOwner;
  readonly trace: MaximTrace;
  /** The unit of work, such as a request, that it is part of, though another trace may tell of it. */
  readonly unit?: Unit | undefined;
  /** The nearest enclosing trace or span: only these can be parents. */
  readonly parent: MaximTrace | MaximSpan;
  /** The nearest enclosing element that cannot be a parent; what starts in it names it by tag. */
  readonly leaf?: MaximGeneration | MaximRetrieval | MaximToolCall | undefined;
  readonly span?: MaximSpan | undefined;
  readonly generation?: MaximGeneration | undefined;
  /** The generation that a model's call made here is the call of: the nearest, unless a tool or a look-up is between. */
  readonly calling?: MaximGeneration | undefined;
  /** The nearest generation that may be given what models answer here, whatever is between: it tells no tokens again. */
  readonly counting?: MaximGeneration | undefined;
  /** The nearest decorated method, or a request's handler: what calls of models are named after. */
  method?: string | undefined;
}
