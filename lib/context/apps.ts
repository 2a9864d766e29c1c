import { currentScope } from './current.js';
import { type ScopeOwner } from './scope.js';
import { shared } from './shared.js';

/**
 * Counts a logger among the live ones.
 *
 * @param made whether the logger's app made an instance; asked only where several apps are up
 * @returns what takes it out again
 */
export function join(owner: ScopeOwner, made: (instance: object) => boolean): () => void {
  shared.live.set(owner, made);
  return () => shared.live.delete(owner);
}

/**
 * The logger that a method's call belongs to: the scope's; else that of the app which made the instance, even where that
 * one is disabled; else the only enabled one. Several of those and neither of the former: none, and one warning.
 */
export function ownerOf(instance: unknown): ScopeOwner | undefined {
  const scope = currentScope();
  if (scope) return scope.owner;
  if (shared.live.size === 0) return undefined;
  const [only, another] = shared.live.keys();
  if (another === undefined) return only;
  const maker = typeof instance === 'object' && instance !== null ? makerOf(instance) : undefined;
  if (maker) return maker;
  const enabled = [...shared.live.keys()].filter((owner) => owner.enabled);
  if (enabled.length < 2) return enabled[0];
  only?.reporter.report(
    'warn',
    'several-apps',
    'A decorated method of a plain class ran outside any trace while several apps use MaximModule; it is not logged. ' +
      'Call it inside withTrace(), or let Nest create the class.',
  );
  return undefined;
}

function makerOf(instance: object): ScopeOwner | undefined {
  const known = shared.bound.get(instance);
  if (known && shared.live.has(known)) return known;
  for (const [owner, made] of shared.live) {
    if (!made(instance)) continue;
    shared.bound.set(instance, owner);
    return owner;
  }
  return undefined;
}
