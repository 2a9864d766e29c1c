/** Whether a hook gave a promise, for which a line cannot wait. Its rejection is not left to crash the process. */
export function isPending(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return false;
  if (typeof answer.then !== 'function') return false;
  Promise.resolve(answer).catch(() => undefined); // Nobody waits for it, and the caller reports that it came.
  return true;
}
