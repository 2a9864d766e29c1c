let known = NaN;
let text = '';

/** Ms of the epoch as ISO 8601. Many lines are of one ms, and the text is dearer than the rest of a short line. */
export function isoText(ms: number): string {
  if (ms !== known) {
    text = new Date(ms).toISOString();
    known = ms;
  }
  return text;
}
