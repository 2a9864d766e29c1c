import {
  type Class,
  CLASS_TO_PLAIN,
  PLAIN_TO_CLASS,
  type Store,
  stores,
  type TypeMetadata,
} from './class-transformer.js';

/** What a class shows of its objects. */
interface Rules {
  shows(property: string): boolean;
  /** Of the properties whose values may be plain objects. */
  readonly types: ReadonlyMap<string, PropertyType>;
}

/** What a property's values are. */
interface PropertyType {
  /** They stand under keys of the app's data. */
  readonly isMap: boolean;
  /** The class of one of them. */
  classOf(value: object): Class | undefined;
}

const known = new WeakMap<object, Rules | undefined>();

/**
 * What there is to see of an object: itself, or a copy without what `@Exclude()` and `@Expose()` of class-transformer
 * keep in the app – what `instanceToPlain()` leaves out that is asked for no groups. Its members are read when the
 * copy's are. Total.
 */
export function withoutExcluded(object: object): object {
  const rules = rulesOf(prototypeOf(object));
  if (!rules) return object;
  const copy = {};
  for (const key of Object.keys(object).filter((key) => rules.shows(key))) {
    const get = (): unknown => typed(rules.types.get(key), Reflect.get(object, key));
    Object.defineProperty(copy, key, { enumerable: true, get });
  }
  return copy;
}

/** A plain value, or an array of them, as an instance of its class where that keeps something in; else the value. */
export function asInstance(type: Class | undefined, value: unknown): unknown {
  if (!type || !rulesOf(type.prototype as object)) return value;
  if (Array.isArray(value)) return value.map((item) => asInstance(type, item));
  return isPlain(value) ? withMembers(type.prototype as object, value, {}) : value;
}

/** An object with another one's members, but for some. */
export const withMembers = (prototype: object, object: object, others: Record<string, unknown>): object =>
  Object.defineProperties(Object.create(prototype) as object, {
    ...Object.getOwnPropertyDescriptors(object),
    ...Object.getOwnPropertyDescriptors(others),
  });

export const isPlain = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && prototypeOf(value) === Object.prototype;

/** What a property holds, each of its plain values as an instance of its class. */
function typed(type: PropertyType | undefined, value: unknown): unknown {
  if (!type) return value;
  const one = (item: unknown): unknown => (isPlain(item) ? asInstance(type.classOf(item), item) : item);
  if (Array.isArray(value)) return value.map((item) => typed(type, item));
  if (value instanceof Set) return new Set([...value].map(one));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, one(item)]));
  if (!type.isMap || !isPlain(value)) return one(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, one(item)]));
}

function rulesOf(prototype: unknown): Rules | undefined {
  if (!isObject(prototype) || prototype === Object.prototype) return undefined;
  if (!known.has(prototype)) known.set(prototype, readRules(prototype));
  return known.get(prototype);
}

function readRules(prototype: object): Rules | undefined {
  const target: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof target !== 'function' || target.prototype !== prototype) return undefined;
  return stores()
    .map((store) => rulesIn(store, target as Class))
    .find((rules) => rules !== undefined);
}

function rulesIn(store: Store, target: Class): Rules | undefined {
  const exposed = store.getExposedProperties(target, CLASS_TO_PLAIN);
  const optionsOf = (key: string) => store.findExposeMetadata(target, key)?.options;
  const incoming = store.getExposedProperties(target, PLAIN_TO_CLASS);
  const grouped = [...exposed, ...incoming].filter((key) => optionsOf(key)?.groups?.length);
  const excluded = [...store.getExcludedProperties(target, CLASS_TO_PLAIN), ...grouped];
  // What comes in may bear the other name yet.
  const hidden = new Set(excluded.flatMap((key) => [key, optionsOf(key)?.name ?? key]));
  const only = store.getStrategy(target) === 'excludeAll' ? new Set(exposed) : undefined;
  const types = typesIn(store, target);
  if (hidden.size === 0 && !only && types.size === 0) return undefined;
  return { shows: (key) => !hidden.has(key) && (only?.has(key) ?? true), types };
}

/** What `@Type()` says of the properties of a class and of those it extends, whose word counts less. */
function typesIn(store: Store, target: Class): Map<string, PropertyType> {
  const types = new Map<string, PropertyType>();
  for (let at: unknown = target; typeof at === 'function'; at = prototypeOf(at)) {
    for (const [key, metadata] of store._typeMetadatas?.get(at as Class) ?? []) {
      if (!types.has(key)) types.set(key, typeIn(metadata));
    }
  }
  return types;
}

function typeIn({ reflectedType, typeFunction, options }: TypeMetadata): PropertyType {
  const { property = '', subTypes = [] } = options?.discriminator ?? {};
  const base = attempt(() => typeFunction?.());
  return {
    isMap: reflectedType === Map,
    classOf(value) {
      const named: unknown = subTypes.length > 0 ? Reflect.get(value, property) : undefined;
      const sub = subTypes.find(({ name }) => name === named)?.value;
      return sub ?? (typeof base === 'function' ? (base as Class) : undefined);
    },
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const prototypeOf = (value: object): unknown => attempt(() => Object.getPrototypeOf(value) as unknown);

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined; // A proxy that shows nothing of itself; a type that is told by more than its place.
  }
}
