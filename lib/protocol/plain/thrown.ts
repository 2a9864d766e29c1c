/** The message of whatever was thrown; total, also where reading it throws. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'unknown'; // What was thrown cannot be read either.
  }
}
