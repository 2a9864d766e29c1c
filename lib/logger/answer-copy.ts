/** The most objects that are copied of one answer. */
const MOST = 10_000;

/**
 * A copy of what the app goes on to use, for a schema that normalises in place. Instances stay of their class; bytes, and
 * what keeps its state where it cannot be seen, are handed on.
 *
 * @throws RangeError where there is too much of it
 */
export const answerCopy = (answer: unknown): unknown => copied(answer, new Map());

function copied(value: unknown, seen: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const known = seen.get(value);
  if (known) return known;
  if (seen.size === MOST) throw new RangeError(`It has more than ${String(MOST)} objects.`);
  const copy = emptyCopy(value);
  seen.set(value, copy);
  if (copy === value) return value;
  const inner = (each: unknown): unknown => copied(each, seen);
  if (value instanceof Map) for (const [key, item] of value) (copy as typeof value).set(inner(key), inner(item));
  if (value instanceof Set) for (const item of value) (copy as typeof value).add(inner(item));
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (!property || (key === 'length' && Array.isArray(value))) continue;
    const own = 'value' in property ? { value: inner(property.value), writable: true } : {};
    Object.defineProperty(copy, key, { ...property, ...own, configurable: true });
  }
  return copy;
}

/** The value itself where all it is stands behind its methods. */
function emptyCopy(value: object): object {
  if (Array.isArray(value)) return new Array<unknown>(value.length);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (value instanceof Map) return Object.setPrototypeOf(new Map(), prototype) as object;
  if (value instanceof Set) return Object.setPrototypeOf(new Set(), prototype) as object;
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain || Reflect.ownKeys(value).length > 0 ? (Object.create(prototype) as object) : value;
}
