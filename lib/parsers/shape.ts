/** An object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one, so that a path of keys can be followed without a question at each step. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : NONE);
const NONE: Fields = Object.freeze({});

/** The object without one of its keys; the very same where it does not have it. */
export function without(value: Fields, key: string): Fields {
  if (!(key in value)) return value;
  const { [key]: _, ...rest } = value;
  return rest;
}

/** The array's elements; none where it is no array. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The array's elements that are objects. */
export const rows = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** The string, unless it is empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The number, unless it is infinite or none. */
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
