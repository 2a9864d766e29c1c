import 'reflect-metadata';
import { types } from 'node:util';
import { MaximFault } from '../../faults/fault.js';
import { type Kind, type Options, recorderOf, titleOf } from '../../logger/recorder.js';
import { type Key, type Method, methodAt } from './method-at.js';
import { type MethodPlace } from './method-decorator.js';
import { hiddenParameters, hiddenRest } from './no-capture.decorator.js';
import { leaveToItself } from './no-trace.decorator.js';
import { demandOptions } from './option-checks.js';
import { noteShown } from './shown.js';

/**
 * A method decorator, in the legacy and in the standard dialect, that records each call as an element.
 *
 * It returns `never`: the wrapper has the very type of the method, which only its caller knows.
 */
export function recordCalls<K extends Kind>(kind: K, nameOrOptions: string | Options[K]) {
  const options: Options[K] = typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions;
  const decorator = `@${titleOf(kind)}`;
  if (!isOptions(options)) throw notCalled(decorator);
  demandOptions(kind, decorator, options);
  return (target: unknown, at: Key | MethodPlace, descriptor?: PropertyDescriptor): never => {
    const method = methodAt(target, at, descriptor);
    if (typeof at === 'object') return recording(kind, options, method, undefined, at.name) as never;
    const declaringClass = typeof target === 'function' ? target.name : classNameOf(target);
    const wrapper = recording(kind, withoutHidden(options, target, at, method), method, declaringClass, at);
    if (descriptor) descriptor.value = wrapper;
    return undefined as never;
  };
}

/** Not what a decorator gets that stands without its parentheses: a prototype, a method or a class. */
const isOptions = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && !Array.isArray(given) && !Object.hasOwn(given, 'constructor');

const notCalled = (decorator: string): MaximFault =>
  new MaximFault(
    'wrong-use',
    `${decorator} is given neither a name nor options.`,
    `Write ${decorator}(), or put a name or options between its parentheses.`,
  );

/** The options, which also omit what `@NoCapture()` hides. Decorators of parameters run before those of the method. */
export function withoutHidden<O extends Options[Kind]>(options: O, target: unknown, key: Key, method: Method): O {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) return options;
  const hidden = hiddenParameters(target, key);
  if (hidden.length === 0) return options;
  const omitFrom = hiddenRest(target, key, method, hidden);
  return { ...options, omit: [...(options.omit ?? []), ...hidden], ...(omitFrom !== undefined && { omitFrom }) };
}

/** What is put in a method's place: it has the method's name, length, kind and metadata. */
export function recording<K extends Kind>(
  kind: K,
  options: Options[K],
  method: Method,
  declaringClass: string | undefined,
  key: Key,
): Method {
  const methodName = typeof key === 'symbol' ? (key.description ?? '') : key;
  const isAsync = types.isAsyncFunction(method);
  let ownClass = declaringClass;
  const wrapper: Method = function (...args) {
    const recorder = recorderOf(this, options.logger);
    if (!recorder) return method.apply(this, args);
    // The standard dialect does not tell a method's class.
    ownClass ??= classNameOf(holderOf(this, key, wrapper));
    const className = ownClass ?? classNameOf(this);
    const name = className ? `${className}.${methodName}` : methodName;
    return recorder.record({ kind, name, options, args, isAsync, call: () => method.apply(this, args) });
  };
  leaveToItself(alike(wrapper, method));
  noteShown(wrapper, options);
  return wrapper;
}

/** What of ours stands in the place of something else of ours. */
const outer = new WeakMap<Method, Method>();

/** The prototype, or the class of a static method, that has a wrapper, be it inside others of ours. */
function holderOf(value: unknown, key: Key, wrapper: Method): unknown {
  const forms = new Set<unknown>();
  for (let form: Method | undefined = wrapper; form; form = outer.get(form)) forms.add(form);
  for (let holder = value; isHolder(holder); holder = Object.getPrototypeOf(holder)) {
    if (forms.has(Object.getOwnPropertyDescriptor(holder, key)?.value)) return holder;
  }
  return undefined;
}

const isHolder = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null && !types.isProxy(value)) || typeof value === 'function';

/** Gives a wrapper its method's name, length, kind and metadata. */
export function alike(wrapper: Method, method: Method): Method {
  outer.set(method, wrapper);
  Object.setPrototypeOf(wrapper, Object.getPrototypeOf(method) as object);
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(method));
  for (const metadataKey of Reflect.getOwnMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(metadataKey, Reflect.getOwnMetadata(metadataKey, method), wrapper);
  }
  return wrapper;
}

/** The name of an instance's class, or of a class where the method is static. */
function classNameOf(value: unknown): string | undefined {
  if (typeof value === 'function') return value.name;
  if (typeof value !== 'object' || value === null) return undefined;
  const { constructor } = value;
  return typeof constructor === 'function' ? constructor.name : undefined;
}
