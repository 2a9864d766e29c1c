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

/** A member's name and colon, as in JSON. @param shown what is seen of a name */
export function namesBy(shown: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let json = known.get(name);
    if (json === undefined) {
      json = `${quote(shown(name))}:`;
      if (known.size >= MAX_KNOWN) known.clear();
      if (name.length <= MAX_KNOWN_LENGTH) known.set(name, json);
    }
    return json;
  };
}

/** A member's name and colon, as in JSON. */
export const nameJson = namesBy((name) => name);
