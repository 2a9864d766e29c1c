/** The second whose text is known, and that text up to its milliseconds. */
let second = NaN;
let prefix = '';

/** Ms of the epoch as ISO 8601. Many lines are of one second, and its text is dearer than the rest of a short line. */
export function isoText(ms: number): string {
  const at = Math.floor(ms / 1000);
  if (at !== second) {
    prefix = new Date(at * 1000).toISOString().slice(0, -4);
    second = at;
  }
  return `${prefix}${String(Math.floor(ms) - at * 1000).padStart(3, '0')}Z`;
}
