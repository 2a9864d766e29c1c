import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { MaximFault } from '../faults/fault.js';
import { type Reporter, silentReporter } from '../faults/reporter.js';
import { type TraceNode } from '../protocol/tree/node.js';
import { apiRoutes } from './api-routes.js';
import { Feed } from './feed.js';
import { Forwarder } from './forwarder.js';
import { Guard, isAny, isLoopback } from './guard.js';
import { Intake } from './intake.js';
import { type CollectorOptions, resolveCollector } from './options.js';
import { pageRoute } from './page.js';
import { sdkRoutes } from './sdk-routes.js';
import { createCollectorServer } from './server.js';
import { TraceStore } from './store.js';
import { Uploads } from './uploads.js';

/** The longest that closing waits for what is passed on, in ms. */
const CLOSE_TIMEOUT = 5_000;

/** A local stand-in for Maxim that listens. */
export interface Collector {
  /** Where to point an SDK, such as `http://127.0.0.1:4319`. */
  readonly url: string;
  /** The traces received so far, newest first. */
  traces(): TraceNode[];
  /** Passes on what still waits, for at most 5 s, and ends all connections. Idempotent. */
  close(): Promise<void>;
}

/** For who runs a collector and wants to know more than it answers. */
export interface Watcher {
  /** Traces changed. */
  changed(traces: readonly TraceNode[]): void;
  reporter: Reporter;
}

/**
 * Starts a local stand-in for Maxim: it takes what any Maxim SDK sends, folds it into trees and serves them as JSON. It
 * keeps the newest 5,000 traces and about 256 MB, in memory.
 *
 * @throws MaximFault `invalid-option` for a wrong option, and for a port or host that cannot be listened on
 */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const collector = await openCollector(options);
  if (options.dir !== undefined) process.emitWarning(`startCollector: dir ${WITHOUT_EFFECT}`, 'MaximWarning');
  return collector;
}

/** What is said of a folder. */
export const WITHOUT_EFFECT = 'has no effect yet: traces are kept in memory only. Leave it out until it has.';

/** @internal */
export async function openCollector(options: CollectorOptions, watcher?: Watcher): Promise<Collector> {
  const { port, host, apiKey, forward } = resolveCollector(options);
  const [store, feed, uploads] = [new TraceStore(), new Feed(), new Uploads()];
  const forwarder = forward && new Forwarder(forward, watcher?.reporter ?? silentReporter());
  const intake = new Intake(store, uploads, forwarder, (ids) => {
    feed.announce(ids);
    watcher?.changed([...ids].flatMap((id) => store.trace(id) ?? []));
  });
  const stats = () => ({ ...store.stats(), ...(forwarder && { forward: forwarder.stats() }) });
  const routes = [
    pageRoute(store, apiKey === undefined || isLoopback(host)),
    ...apiRoutes(store, feed, stats),
    ...sdkRoutes(intake, uploads),
  ];
  const server = createCollectorServer(routes, new Guard(host, apiKey));
  const url = await listen(server, port, host);
  let closed: Promise<void> | undefined;
  return {
    url,
    traces: () => store.traces(),
    close: () => (closed ??= close(server, feed, forwarder)),
  };
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(unlistenable(error, port, host)));
    server.listen(port, host, () => resolve(urlOf(server.address(), host)));
  });
}

function unlistenable(error: Error, port: number, host: string): MaximFault {
  const inUse = 'code' in error && error.code === 'EADDRINUSE';
  const problem = inUse ? `Port ${port} of ${host} is in use.` : `${host} cannot be listened on (${error.message}).`;
  const cure = inUse ? 'Stop what listens there, or choose another port.' : 'Choose another host or port.';
  return new MaximFault('invalid-option', problem, cure, error);
}

/** Addresses that mean "all" are not ones that a client can ask. */
function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = isAny(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function close(server: Server, feed: Feed, forwarder: Forwarder | undefined): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  feed.close();
  server.closeIdleConnections();
  await forwarder?.close(CLOSE_TIMEOUT);
  server.closeAllConnections();
  await ended;
}
