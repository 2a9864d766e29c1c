import { silentReporter } from '../../../lib/faults/reporter.js';
import { createDelivery } from '../../../lib/transport/transport.js';
import { type FaultyServer } from '../faulty-server.js';
import { QUICK } from '../setup.js';

/** A new start of the app, which logs one line and sends whatever waits in the folder. */
export async function nextStart(server: FaultyServer, dir: string): Promise<void> {
  const spool = { dir, maxBytes: 512_000_000 };
  const delivery = createDelivery({ ...QUICK, baseUrl: server.url, spool, overflow: 'spool' }, silentReporter());
  delivery.start?.();
  delivery.accept('next start');
  await delivery.flush();
  while (delivery.stats().spooled > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await delivery.close();
}
