import { types } from 'node:util';

/** Methods of what lives on after the call and must not be walked: promises, streams, observables, emitters, timers. */
const LIVE_METHODS = [
  ...['then', 'pipe', 'subscribe', 'emit', 'unref', Symbol.asyncIterator],
  // What database libraries hand to a transaction, with their connection and its whole schema behind it.
  ...['createQueryBuilder', 'rollback', 'rollbackTransaction'],
];

/** A proxy may lie about its prototype without end. */
const MAX_ANCESTORS = 32;

/**
 * What stands for an object that is no plain data: a text, or an object that says what matters of it; the object itself
 * where its own members do. Runs no getter of a stranger. May throw what a hostile object throws.
 *
 * @param withStack whether an error says its stack
 * @param most members of a map or set that are shown
 */
export function standIn(object: object, withStack: boolean, most: number): unknown {
  return builtIn(object, withStack, most) ?? httpMessage(object) ?? live(object) ?? object;
}

function builtIn(object: object, withStack: boolean, most: number): unknown {
  if (isError(object)) return errorForm(object, withStack);
  if (types.isDate(object)) return dateText(object);
  if (types.isMap(object)) return Object.fromEntries(first(object, most, ([key, value]) => [keyText(key), value]));
  if (types.isSet(object)) return first(object, most, (item) => item);
  if (types.isRegExp(object)) return String(object);
  if (types.isBoxedPrimitive(object)) return object.valueOf();
  if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return sizeText(object, object.byteLength);
  if (!types.isProxy(object) && object instanceof Blob) return sizeText(object, object.size);
  return undefined;
}

// A proxy may lie about its prototype without end, and `instanceof` would follow it.
const isError = (object: object): object is Error =>
  types.isNativeError(object) || (!types.isProxy(object) && object instanceof Error);

const errorForm = (error: Error, withStack: boolean): unknown => ({
  type: 'error',
  errorName: error.name,
  errorMessage: error.message,
  errorStack: withStack ? error.stack : undefined,
  errorCause: error.cause,
});

function dateText(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? '[Invalid Date]' : new Date(time).toISOString();
}

function first<T, R>(all: Iterable<T>, most: number, change: (item: T) => R): R[] {
  const shown: R[] = [];
  for (const item of all) {
    if (shown.length >= most) break;
    shown.push(change(item));
  }
  return shown;
}

const keyText = (key: unknown): string => (typeof key === 'object' && key !== null ? classText(key) : String(key));

/** A request or response of Node, Express or Fastify: never as a whole, since sockets and the app hang on it. */
function httpMessage(object: object): unknown {
  const raw = peek(object, 'raw');
  const message = typeof raw === 'object' && raw !== null ? raw : object;
  if (!isMethod(message, 'pipe')) return undefined;
  const { method, url, originalUrl = url, statusCode } = message as Record<string, unknown>;
  if (typeof method === 'string' && typeof originalUrl === 'string') {
    return {
      type: 'request',
      method,
      route: routeOf(object) ?? originalUrl.split('?', 1)[0],
      params: paramsOf(object),
    };
  }
  return typeof statusCode === 'number' ? { type: 'response', statusCode } : undefined;
}

/** The pattern that a request's path fits, as Express and Fastify have it. */
function routeOf(request: object): string | undefined {
  const { route, routeOptions } = request as Partial<Record<string, { path?: unknown; url?: unknown }>>;
  const pattern = route?.path ?? routeOptions?.url;
  return typeof pattern === 'string' ? pattern : undefined;
}

/** What of the path stands for the variables of that pattern; nothing where it has none. */
function paramsOf(request: object): unknown {
  const params = peek(request, 'params');
  return typeof params === 'object' && params !== null && Object.keys(params).length > 0 ? params : undefined;
}

function live(object: object): string | undefined {
  if (isMethod(object, 'toJSON')) return undefined;
  if (LIVE_METHODS.some((key) => isMethod(object, key))) return classText(object);
  // Of a kind of its own, with nothing to show: Headers, WeakMap, AbortSignal, Generator, a web stream.
  const kind = Object.prototype.toString.call(object);
  return kind !== '[object Object]' && Object.keys(object).length === 0 ? classText(object) : undefined;
}

const isMethod = (object: object, key: PropertyKey): boolean => typeof peek(object, key) === 'function';

/** A member's value where no getter has to run for it: to read one may start what it stands for. */
function peek(object: object, key: PropertyKey): unknown {
  if (types.isProxy(object)) return Reflect.get(object, key);
  for (
    let holder: unknown = object;
    typeof holder === 'object' && holder !== null;
    holder = Object.getPrototypeOf(holder)
  ) {
    const found = Object.getOwnPropertyDescriptor(holder, key);
    if (found !== undefined) return found.value;
    if (types.isProxy(holder)) return undefined;
  }
  return undefined;
}

/** The name of an object's class, in brackets. */
export const classText = (object: object): string => `[${className(object)}]`;

const sizeText = (object: object, bytes: number): string => `[${className(object)} ${bytes} bytes]`;

/** Of the nearest class that has a name, by the prototypes: a proxy may hide it as a member. */
function className(object: object): string {
  let prototype: unknown = Object.getPrototypeOf(object);
  for (let steps = 0; steps < MAX_ANCESTORS && typeof prototype === 'object' && prototype !== null; steps++) {
    const constructor = peek(prototype, 'constructor');
    if (typeof constructor === 'function' && constructor.name !== '' && constructor !== Object) return constructor.name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return Object.prototype.toString.call(object).slice(8, -1);
}
