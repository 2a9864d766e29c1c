import { type Feed } from './feed.js';
import { type ForwardStats } from './forwarder.js';
import { pageOf, readQuery } from './query.js';
import { Refusal } from './refusal.js';
import { type Route } from './route.js';
import { type StoreStats, type TraceStore } from './store.js';

/** What `GET /api/stats` answers. */
export interface CollectorStats extends StoreStats {
  /** Absent where nothing is passed on. */
  forward?: ForwardStats;
}

/** The collector's own JSON API. */
export function apiRoutes(store: TraceStore, feed: Feed, stats: () => CollectorStats): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/traces$/,
      access: 'read',
      serve: ({ query }) => pageOf(store.traces(), readQuery(query)),
    },
    { method: 'GET', path: /^\/api\/traces\/([^/]+)$/, access: 'read', serve: ({ param }) => root(store, param) },
    { method: 'GET', path: /^\/api\/stats$/, access: 'read', serve: stats },
    { method: 'GET', path: /^\/api\/events$/, access: 'read', serve: ({ response }) => feed.join(response) },
  ];
}

function root(store: TraceStore, id: string): unknown {
  const node = store.root(id);
  if (node) return node;
  throw new Refusal(404, `There is no trace and no session with the id ${JSON.stringify(id)}.`);
}
