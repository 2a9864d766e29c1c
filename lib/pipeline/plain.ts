/** An object of plain JSON. */
export type PlainRecord = Record<string, unknown>;

export const isRecord = (value: unknown): value is PlainRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes each value of a record in its place. */
export function replaceValues(record: PlainRecord, change: (value: unknown, key: string) => unknown): PlainRecord {
  for (const key in record) {
    const value = record[key];
    const changed = change(value, key);
    if (changed !== value) record[key] = changed;
  }
  return record;
}
