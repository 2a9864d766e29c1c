/** Resolves when `work` has settled, or when patience, in ms, has run out. */
export async function patiently(work: Promise<unknown>, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
  await Promise.race([Promise.allSettled([work]), late]);
  clearTimeout(timer);
}
