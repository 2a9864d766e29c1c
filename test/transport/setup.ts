import { Reporter } from '../../lib/faults/reporter.js';
import { type ResolvedTransport } from '../../lib/options/transport-options.js';
import { type Delivery } from '../../lib/transport/delivery.js';
import { createDelivery } from '../../lib/transport/transport.js';
import { FaultyServer, type Treatment } from './faulty-server.js';

/** Delays so short that no test waits for one. */
export const QUICK: ResolvedTransport = {
  apiKey: 'key-of-the-test',
  repositoryId: 'repo',
  baseUrl: 'http://127.0.0.1:9',
  flushInterval: 1,
  maxBatchBytes: 1_000_000,
  maxQueueBytes: 64_000_000,
  retry: { minDelay: 1, maxDelay: 2 },
  requestTimeout: 30_000,
  shutdownTimeout: 30_000,
};

export interface Report {
  readonly level: string;
  readonly message: string;
}

/** A reporter that keeps what it is told. */
export function listeningReporter(): { reporter: Reporter; reports: Report[] } {
  const reports: Report[] = [];
  return { reports, reporter: new Reporter('verbose', (level, message) => reports.push({ level, message })) };
}

export interface Rig {
  readonly server: FaultyServer;
  readonly delivery: Delivery;
  readonly reports: Report[];
}

const open: Rig[] = [];

/** A delivery and the server it sends to, which follows a script of faults. */
export async function rig(script: Treatment[], options: Partial<ResolvedTransport> = {}): Promise<Rig> {
  const server = await FaultyServer.start(script);
  const { reporter, reports } = listeningReporter();
  const made = { server, reports, delivery: createDelivery({ ...QUICK, baseUrl: server.url, ...options }, reporter) };
  open.push(made);
  return made;
}

/** Lets go of every rig. For `afterEach`. */
export async function closeRigs(): Promise<void> {
  for (const { server, delivery } of open.splice(0)) {
    server.recover();
    await delivery.close();
    await server.stop();
  }
}

export const numbered = (count: number, text = 'line'): string[] =>
  Array.from({ length: count }, (_, n) => `${text} ${n}`);
