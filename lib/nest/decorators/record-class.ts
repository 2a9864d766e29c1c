import { type TraceOptions } from '../../logger/element-options.js';
import { isLeftToItself } from './no-trace.decorator.js';
import { isMethod, recording, withoutHidden } from './record-calls.js';

/** What Nest calls by itself. */
const LIFECYCLE: ReadonlySet<string> = new Set([
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'configure',
]);

/**
 * Puts a tracing wrapper in the place of each public method of a class's own.
 *
 * @param nameOrOptions a name stands in the place of the class's
 */
export function recordClass(
  target: { readonly name: string; readonly prototype: object },
  nameOrOptions: string | TraceOptions<never, never>,
): void {
  const { name, ...options } = typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions;
  const [className, perMethod] = typeof name === 'function' ? [target.name, { ...options, name }] : [name, options];
  const { prototype } = target;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const method: unknown = descriptor.value;
    if (!descriptor.configurable || !isPublic(key) || !isMethod(method) || isLeftToItself(method)) continue;
    const own = withoutHidden(perMethod, prototype, key, method);
    const value = recording('trace', own, method, className ?? target.name, key);
    Object.defineProperty(prototype, key, { ...descriptor, value });
  }
}

const isPublic = (key: string): boolean => key !== 'constructor' && !/^[_#]/.test(key) && !LIFECYCLE.has(key);
