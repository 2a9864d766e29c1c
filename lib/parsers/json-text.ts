const MAX_DEPTH = 100;

/** Objects and arrays, each time one occurs: what is shared again and again would grow without end. */
const MAX_OBJECTS = 100_000;

/** How much may still be read, and the objects around the value being read. */
interface Reading {
  readonly budget: { objects: number };
  readonly ancestors: readonly object[];
}

/**
 * Any value as JSON text, `''` for undefined. Total: what JSON cannot carry is described, what cannot be read is
 * `[unreadable]`, and a cycle is `[circular]`.
 */
export function jsonText(value: unknown): string {
  const copy = plain(() => value, { budget: { objects: MAX_OBJECTS }, ancestors: [] });
  return copy === undefined ? '' : JSON.stringify(copy);
}

/** Takes the reading of a value, not the value: a getter that throws loses its own value, not its neighbours'. */
function plain(read: () => unknown, { budget, ancestors }: Reading): unknown {
  try {
    const value = read();
    if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
    if (typeof value === 'function') return `[function ${value.name}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (ancestors.includes(value)) return '[circular]';
    if (ancestors.length >= MAX_DEPTH) return '[too deep]';
    if (--budget.objects < 0) return '[too much]';
    return plainObject(value, { budget, ancestors: [...ancestors, value] });
  } catch {
    return '[unreadable]'; // It says so itself; there is no other place to report a captured value that throws.
  }
}

function plainObject(value: object, inside: Reading): unknown {
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const { toJSON } = value;
    return plain(() => toJSON.call(value) as unknown, inside);
  }
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (Array.isArray(value) || value instanceof Set)
    return Array.from(value, (item: unknown) => plain(() => item, inside));
  const entries: [unknown, () => unknown][] =
    value instanceof Map
      ? Array.from(value, ([key, item]: [unknown, unknown]) => [key, () => item])
      : Object.keys(value).map((key) => [key, () => Reflect.get(value, key) as unknown]);
  return Object.fromEntries(entries.map(([key, read]) => [String(key), plain(read, inside)]));
}
