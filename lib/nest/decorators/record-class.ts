import { inspect } from 'node:util';
import { type TraceOptions } from '../../logger/element-options.js';
import { isMethod } from './method-at.js';
import { isLeftToItself } from './no-trace.decorator.js';
import { recording, withoutHidden } from './record-calls.js';

/** What Nest and the language call by themselves. */
const HOOKS: ReadonlySet<string | symbol> = new Set<string | symbol>([
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'configure',
  'toJSON',
  'toString',
  'valueOf',
  'then',
  inspect.custom,
  // Those that are named after what they do, such as `Symbol.iterator`.
  ...Object.values(Object.getOwnPropertyDescriptors(Symbol)).map(({ value }) => value as string | symbol),
]);

/** Static methods that make a module of Nest's, while the app is put together. */
const MODULE_MAKER = /^(for(Root|Feature|Child)|register)(Async)?$/;

/** Any class, whoever may construct it. */
export interface Traceable {
  readonly name: string;
  readonly prototype: object;
}

/**
 * Puts a tracing wrapper in the place of each public method of a class's own, static ones too.
 *
 * @param nameOrOptions a name stands in the place of the class's
 */
export function recordClass(target: Traceable, nameOrOptions: string | TraceOptions<never, never>): void {
  const { name, ...options } = typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions;
  const [className, perMethod] = typeof name === 'function' ? [target.name, { ...options, name }] : [name, options];
  for (const holder of [target.prototype, target]) {
    for (const key of Reflect.ownKeys(holder)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
      const method: unknown = descriptor?.value;
      if (!descriptor?.configurable || !isPublic(key) || !isMethod(method) || isLeftToItself(method)) continue;
      // A static field may hold a class, which is no method.
      if (holder === target && (descriptor.enumerable === true || MODULE_MAKER.test(String(key)))) continue;
      const own = withoutHidden(perMethod, holder, key, method);
      const value = recording('trace', own, method, className ?? target.name, key);
      Object.defineProperty(holder, key, { ...descriptor, value });
    }
  }
}

const isPublic = (key: string | symbol): boolean =>
  key !== 'constructor' && !(typeof key === 'string' && /^[_#]/.test(key)) && !HOOKS.has(key);
