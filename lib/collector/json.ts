/** Deeper values are cut where a tree cannot be written whole. */
const MAX_DEPTH = 500;

/** JSON text of what came as JSON. Total: what is nested too deep to be written is cut. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // The only fault that such a value can have is that writing it takes more stack than there is.
    return JSON.stringify(cut(value, MAX_DEPTH));
  }
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[nested too deep]';
  if (Array.isArray(value)) return value.map((item) => cut(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item, depth - 1)]));
}
