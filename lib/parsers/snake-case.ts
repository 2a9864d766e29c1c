import { isFields } from './shape.js';

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A value with its keys as they stand on the wire, where a library renames them; arguments of calls stay as they are. */
export function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (!isFields(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [snake(key), key === 'arguments' ? field : snakeCase(field)]),
  );
}
