/** What lines have told of something, by the keys of the wire; nothing of it is trusted. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one, so that a path of keys can be followed without a question at each step. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : {});

export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The string; what is not one as JSON text; undefined where there is nothing. */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return '[nested too deep]'; // The only fault that a value which came as JSON can have.
  }
}

/** The texts of a list; of a sole value, its own. Undefined where there is nothing. */
export const textList = (value: unknown): string[] | undefined =>
  value === undefined || value === null
    ? undefined
    : (Array.isArray(value) ? value : [value]).map((item) => text(item) ?? '');

/** An object's values as texts. */
export const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fields(value)).map(([key, item]) => [key, text(item) ?? '']));

/** The finite number. */
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** An object's finite numbers. */
export const numbers = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(fields(value)).filter((entry): entry is [string, number] => number(entry[1]) !== undefined),
  );

/** The timestamp, where it is one. */
export const time = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;

/** The fields that are there. */
export function given<T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
