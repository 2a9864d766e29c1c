/** What JSON escapes besides quotes and backslashes: control characters, and halves of surrogate pairs. */
const ESCAPED = /[^\u0020-\ud7ff\ue000-\uffff]/;

/** A text as JSON. To look for what needs an escape is cheaper than `JSON.stringify`, and often nothing does. */
export const quote = (text: string): string =>
  text.includes('"') || text.includes('\\') || ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;

/** JSON of any value as JSON of a text: a text as it is, nothing as an empty one, all else as its JSON. */
export function quoteJson(json: string): string {
  if (json.startsWith('"')) return json;
  return json === 'null' ? '""' : quote(json);
}

const MAX_KNOWN = 10_000;
const MAX_KNOWN_LENGTH = 64;
const known = new Map<string, string>();

/** A member's name and colon, as in JSON. */
export function nameJson(key: string): string {
  let json = known.get(key);
  if (json === undefined) {
    json = `${quote(key)}:`;
    if (known.size >= MAX_KNOWN) known.clear();
    if (key.length <= MAX_KNOWN_LENGTH) known.set(key, json);
  }
  return json;
}
