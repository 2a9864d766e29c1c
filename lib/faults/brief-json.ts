const MOST_CHARACTERS = 500;
const MOST_MEMBERS = 20;
const MOST_LEVELS = 3;

/** The beginning of an object's JSON, whatever is in it; undefined where there is nothing. May throw what its getters do. */
export function briefJson(value: object): string | undefined {
  const json = JSON.stringify(brief(value, MOST_LEVELS));
  if (json === '{}' || json === '[]') return undefined;
  return json.length > MOST_CHARACTERS ? `${json.slice(0, MOST_CHARACTERS)}…` : json;
}

/** So much of a value that its JSON takes no time. */
function brief(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return value.slice(0, MOST_CHARACTERS);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (levels === 0 || ArrayBuffer.isView(value)) return Object.prototype.toString.call(value);
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map((item) => brief(item, levels - 1));
  const shown: Record<string, unknown> = {};
  let members = 0;
  for (const key in value) {
    if (members++ >= MOST_MEMBERS) break;
    if (Object.hasOwn(value, key)) shown[key] = brief((value as Record<string, unknown>)[key], levels - 1);
  }
  return shown;
}
