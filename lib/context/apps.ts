import { currentScope } from './current.js';
import { type ScopeOwner } from './scope.js';
import { shared } from './shared.js';

/**
 * Counts a logger among the live ones.
 *
 * @param made whether the logger's app made an instance, or makes those of a class; asked only where several apps are up
 * @returns what takes it out again
 */
export function join(owner: ScopeOwner, made: (made: object) => boolean): () => void {
  shared.live.set(owner, made);
  forgetClasses();
  return () => {
    shared.live.delete(owner);
    forgetClasses();
  };
}

/**
 * The logger that a method's call belongs to: the scope's; else the only live one; else that of the app which made the
 * instance, or makes those of its class, or of the class where the method is static. Where several apps are up, and none
 * or several of them do: none, even if all others are disabled, since it may be the work of one of these; and one warning.
 */
export function ownerOf(instance: unknown): ScopeOwner | undefined {
  const scope = currentScope();
  if (scope) return scope.owner;
  if (shared.live.size === 0) return undefined;
  const [only, another] = shared.live.keys();
  if (another === undefined) return only;
  const enabled = firstEnabled();
  if (!enabled) return undefined;
  const maker = isObject(instance) ? makerOf(instance) : undefined;
  if (maker) return maker;
  enabled.reporter.report(
    'warn',
    'several-apps',
    'A decorated method ran outside any trace while several apps use MaximModule, and its class is a plain one, or one ' +
      'that several of them make; it is not logged. Call it inside withTrace(), or let one app create the class.',
  );
  return undefined;
}

function firstEnabled(): ScopeOwner | undefined {
  for (const owner of shared.live.keys()) if (owner.enabled) return owner;
  return undefined;
}

function makerOf(instance: object): ScopeOwner | undefined {
  const known = shared.bound.get(instance);
  if (known && shared.live.has(known)) return known;
  const maker = typeof instance === 'function' ? makerOfClass(instance) : makerOfInstance(instance);
  if (maker) shared.bound.set(instance, maker);
  return maker;
}

/** By its class where no app has it for its own: it may be one of many of that class. */
function makerOfInstance(instance: object): ScopeOwner | undefined {
  const [maker, another] = makersOf(instance);
  if (maker) return another ? undefined : maker;
  const prototype: unknown = Object.getPrototypeOf(instance);
  const itsClass: unknown = isObject(prototype) ? prototype.constructor : undefined;
  return isObject(itsClass) ? makerOfClass(itsClass) : undefined;
}

function makerOfClass(itsClass: object): ScopeOwner | undefined {
  const classes = (shared.boundClasses ??= new WeakMap());
  if (classes.has(itsClass)) return classes.get(itsClass);
  const [maker, another] = makersOf(itsClass);
  const only = another ? undefined : maker;
  classes.set(itsClass, only);
  return only;
}

const makersOf = (made: object): ScopeOwner[] =>
  [...shared.live].filter(([, isMadeBy]) => isMadeBy(made)).map(([owner]) => owner);

/** Another app may make them too, or no longer. */
function forgetClasses(): void {
  delete shared.boundClasses;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
