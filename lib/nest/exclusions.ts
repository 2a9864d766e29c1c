import { createRequire } from 'node:module';

type Class = abstract new (...args: never[]) => object;

/** Where class-transformer keeps its decorators, as far as it is read here. */
interface Store {
  getStrategy(target: Class): string;
  getExcludedProperties(target: Class, transformation: number): readonly string[];
  getExposedProperties(target: Class, transformation: number): readonly string[];
  findExposeMetadata(target: Class, property: string): { options?: { groups?: readonly string[] } } | undefined;
  readonly _typeMetadatas?: ReadonlyMap<Class, ReadonlyMap<string, { typeFunction?: () => unknown }>>;
}

/** What a class shows of its objects. */
interface Rules {
  shows(property: string): boolean;
  /** The classes of the values that may be plain objects. */
  readonly types: ReadonlyMap<string, Class>;
}

/** Its number for what leaves the app. */
const CLASS_TO_PLAIN = 1;
const STORE_FILE = /[\\/]class-transformer[\\/](?:cjs[\\/])?storage\.js$/;
/** What the process has loaded: who uses its decorators has loaded class-transformer, and nobody else needs it. */
const { cache } = createRequire(process.execPath);

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
    const get = (): unknown => asInstance(rules.types.get(key), Reflect.get(object, key));
    Object.defineProperty(copy, key, { enumerable: true, get });
  }
  return copy;
}

/** A plain value, or an array of them, as an instance of its class where that keeps something in; else the value. */
export function asInstance(type: Class | undefined, value: unknown): unknown {
  if (!type || !rulesOf(type.prototype as object)) return value;
  if (Array.isArray(value)) return value.map((item) => asInstance(type, item));
  if (typeof value !== 'object' || value === null || prototypeOf(value) !== Object.prototype) return value;
  return Object.create(type.prototype as object, Object.getOwnPropertyDescriptors(value)) as unknown;
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
  const grouped = exposed.filter((key) => store.findExposeMetadata(target, key)?.options?.groups?.length);
  const hidden = new Set([...store.getExcludedProperties(target, CLASS_TO_PLAIN), ...grouped]);
  const only = store.getStrategy(target) === 'excludeAll' ? new Set(exposed) : undefined;
  const types = typesIn(store, target);
  if (hidden.size === 0 && !only && types.size === 0) return undefined;
  return { shows: (key) => !hidden.has(key) && (only?.has(key) ?? true), types };
}

/** What `@Type()` says of the properties of a class and of those it extends, whose word counts less. */
function typesIn(store: Store, target: Class): Map<string, Class> {
  const types = new Map<string, Class>();
  for (let at: unknown = target; typeof at === 'function'; at = prototypeOf(at)) {
    for (const [key, { typeFunction }] of store._typeMetadatas?.get(at as Class) ?? []) {
      const type = attempt(() => typeFunction?.());
      if (typeof type === 'function' && !types.has(key)) types.set(key, type as Class);
    }
  }
  return types;
}

let files = 0;
let found: readonly Store[] = [];

/** The stores of all copies of class-transformer, looked for anew where more was loaded since. */
function stores(): readonly Store[] {
  const loaded = Object.keys(cache);
  if (loaded.length === files) return found;
  files = loaded.length;
  found = loaded
    .filter((file) => file.endsWith('storage.js') && STORE_FILE.test(file))
    .map((file) => (cache[file]?.exports as { defaultMetadataStorage?: Store } | undefined)?.defaultMetadataStorage)
    .filter((store) => store !== undefined);
  return found;
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
