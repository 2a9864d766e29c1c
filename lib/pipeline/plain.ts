/** An object of plain JSON. */
export type PlainRecord = Record<string, unknown>;

export const isRecord = (value: unknown): value is PlainRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A record of what becomes of each value of another. */
export const mapValues = (record: PlainRecord, change: (value: unknown) => unknown): PlainRecord =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
