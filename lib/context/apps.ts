import { currentScope } from './current.js';
import { type ScopeOwner } from './scope.js';
import { shared } from './shared.js';

/** Counts a logger among the live ones; gives what takes it out again. */
export function join(owner: ScopeOwner): () => void {
  shared.live.add(owner);
  return () => shared.live.delete(owner);
}

/** Notes which app made an instance. */
export function bind(instance: object, owner: ScopeOwner): void {
  shared.bound.set(instance, owner);
}

/**
 * The logger that a method's call belongs to: the scope's; else that of the app which made the instance; else the only
 * live one. Two live ones and neither of the former: none, and one warning.
 */
export function ownerOf(instance: unknown): ScopeOwner | undefined {
  const scope = currentScope();
  if (scope) return scope.owner;
  if (shared.live.size === 0) return undefined;
  const [only, another] = shared.live;
  if (another === undefined) return only;
  const bound = typeof instance === 'object' && instance !== null ? shared.bound.get(instance) : undefined;
  if (bound) return bound;
  only?.reporter.report(
    'warn',
    'several-apps',
    'A decorated method of a plain class ran outside any trace while several apps use MaximModule; it is not logged. ' +
      'Call it inside withTrace(), or let Nest create the class.',
  );
  return undefined;
}
