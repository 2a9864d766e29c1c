/** What a caller gives of something: any part may be missing, or undefined. */
export type Given<T> = { [K in keyof T]?: T[K] | undefined };

/**
 * A copy of what a caller gave, each field read once. A field that is undefined or cannot be read counts as absent, and
 * what is no object has none.
 */
export function fields<T extends object>(given: T | undefined): Partial<T> {
  const read: Partial<T> = {};
  for (const key of keys(given)) {
    try {
      const value = given?.[key];
      if (value !== undefined) read[key] = value;
    } catch {
      // A getter that throws has no value to log.
    }
  }
  return read;
}

function keys<T extends object>(given: T | undefined): (keyof T)[] {
  try {
    return typeof given === 'object' ? (Object.keys(given) as (keyof T)[]) : [];
  } catch {
    return []; // null, or a proxy that does not tell.
  }
}
