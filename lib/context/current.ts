import { type MaximGeneration } from '../entities/generation.js';
import { type MaximSession } from '../entities/session.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximTrace } from '../entities/trace.js';
import { type Scope } from './scope.js';
import { shared } from './shared.js';

export const currentScope = (): Scope | undefined => shared.storage.getStore();

/** Runs a function inside a scope, or outside of any; all it starts, now or later, sees it. */
export const runInScope = <A extends unknown[], T>(scope: Scope | undefined, fn: (...args: A) => T, ...args: A): T =>
  shared.storage.run(scope, fn, ...args);

/** The trace of the running unit of work; undefined outside of one. */
export const currentTrace = (): MaximTrace | undefined => currentScope()?.trace;

/** The nearest enclosing span; undefined outside of one. */
export const currentSpan = (): MaximSpan | undefined => currentScope()?.span;

/** The nearest enclosing generation; undefined outside of one. */
export const currentGeneration = (): MaximGeneration | undefined => currentScope()?.generation;

/** The session of the running trace; undefined where it has none. */
export function currentSession(): MaximSession | undefined {
  const scope = currentScope();
  const id = scope?.trace.sessionId;
  return id === undefined ? undefined : scope?.owner.sessionById(id);
}
