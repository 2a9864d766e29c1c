import { setTimeout as pause } from 'node:timers/promises';
import { type Collector, type CollectorStats } from 'nestjs-maxim/collector';

/** The longest that passing on may take, in ms. */
const LIMIT = 5_000;

/**
 * Waits until a collector has passed on to Maxim what it got; at once where it is not to.
 *
 * @throws Error where Maxim did not take all of it
 */
export async function forwarded({ url }: Collector): Promise<void> {
  for (const end = Date.now() + LIMIT; ; await pause(50)) {
    const { forward } = (await (await fetch(`${url}/api/stats`)).json()) as CollectorStats;
    const failed = forward && (forward.refused + forward.dropped > 0 || Date.now() > end);
    if (failed) {
      throw new Error(
        `Maxim did not get all traces: ${forward.lastError ?? 'some were refused'}. ` +
          'Check MAXIM_API_KEY, MAXIM_LOG_REPO_ID and MAXIM_BASE_URL.',
      );
    }
    if (!forward || (forward.sent > 0 && forward.waiting === 0)) return;
  }
}
