/** Whether a hook gave a promise, or what stands for one. May throw what a hostile object throws. */
export function isPending(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';
}
