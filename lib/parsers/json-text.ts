const MAX_DEPTH = 100;

/**
 * Any value as JSON text, `''` for undefined. Total: what JSON cannot carry is described, what cannot be read is
 * `[unreadable]`, and a cycle is `[circular]`.
 */
export function jsonText(value: unknown): string {
  const copy = plain(() => value, []);
  return copy === undefined ? '' : JSON.stringify(copy);
}

/** Takes the reading of a value, not the value: a getter that throws loses its own value, not its neighbours'. */
function plain(read: () => unknown, ancestors: readonly object[]): unknown {
  try {
    const value = read();
    if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
    if (typeof value === 'function') return `[function ${value.name}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (ancestors.includes(value)) return '[circular]';
    if (ancestors.length >= MAX_DEPTH) return '[too deep]';
    return plainObject(value, [...ancestors, value]);
  } catch {
    return '[unreadable]'; // It says so itself; there is no other place to report a captured value that throws.
  }
}

function plainObject(value: object, ancestors: readonly object[]): unknown {
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const { toJSON } = value;
    return plain(() => toJSON.call(value) as unknown, ancestors);
  }
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (Array.isArray(value) || value instanceof Set)
    return Array.from(value, (item: unknown) => plain(() => item, ancestors));
  const entries: [unknown, () => unknown][] =
    value instanceof Map
      ? Array.from(value, ([key, item]: [unknown, unknown]) => [key, () => item])
      : Object.keys(value).map((key) => [key, () => Reflect.get(value, key) as unknown]);
  return Object.fromEntries(entries.map(([key, read]) => [String(key), plain(read, ancestors)]));
}
