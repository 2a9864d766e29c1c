import { AsyncLocalStorage } from 'node:async_hooks';
import { type Scope, type ScopeOwner } from './scope.js';

/** What all copies of this package in one process share. */
interface Shared {
  readonly storage: AsyncLocalStorage<Scope | undefined>;
  /** The loggers of the apps that are up, each with whether its app made an instance, or makes those of a class. */
  readonly live: Map<ScopeOwner, (made: object) => boolean>;
  /** The logger of the app that made an instance, as far as it was asked for. */
  readonly bound: WeakMap<object, ScopeOwner>;
  /** The logger of the only app that makes a class's instances, as far as it was asked for while these apps are up. */
  boundClasses?: WeakMap<object, ScopeOwner | undefined>;
  /** What captures outgoing calls; made by the copy that asks for it first. */
  capture?: object;
  /** A method that is to retain its trace stands somewhere in the process. */
  mayRetain?: boolean;
  /** Such a method is being called: the next trace that is opened is its own. */
  retainsNext?: boolean;
}

const KEY: unique symbol = Symbol.for('nestjs-maxim.scope.1');

const slot = globalThis as typeof globalThis & { [KEY]: Shared | undefined };

/** One storage for the process: a CommonJS and an ES module copy see the same scope. */
export const shared: Shared = (slot[KEY] ??= {
  storage: new AsyncLocalStorage(),
  live: new Map(),
  bound: new WeakMap(),
});
