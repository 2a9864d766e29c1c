/** Of the known words the one that a mistyped word most likely means; undefined where none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, edits: edits(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, candidate.length / 4))
    .sort((one, other) => one.edits - other.edits);
  return near[0]?.candidate;
}

/** How many letters must be added, taken away or changed to make one word of another (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const [added = 0, removed = 0, changed = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(added + 1, removed + 1, changed + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
