import { createHash } from 'node:crypto';
import { type TraceNode } from '../protocol/tree/node.js';
import { formatTrace } from '../protocol/tree/text.js';
import { pageOf, readQuery, type TracePage } from './query.js';
import { type Route } from './route.js';
import { type TraceStore } from './store.js';

/** Characters of a trace that are shown; all of it is in its JSON. */
const SHOWN = 100_000;
const DEFAULT_LIMIT = '20';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}
form{margin-bottom:1rem}summary{cursor:pointer}summary,pre{font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/**
 * What a browser sees at the collector's address: the traces, newest first, without a script.
 *
 * @param isReadable false where reading takes a key, which a browser does not send
 */
export function pageRoute(store: TraceStore, isReadable: boolean): Route {
  return {
    method: 'GET',
    path: /^\/$/,
    access: isReadable ? 'read' : 'public',
    serve: ({ request, response, query }) => {
      if (!query.has('limit')) query.set('limit', DEFAULT_LIMIT);
      const list = isReadable
        ? traceList(pageOf(store.traces(), readQuery(query)), query, request.headers.host)
        : LOCKED;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', POLICY);
      response.end(whole(list));
    },
  };
}

const LOCKED = "<p>Traces are read with the collector's key in the header <code>x-maxim-api-key</code>.</p>";

const whole = (list: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nestjs-maxim collector</title>
<style>${STYLE}</style>
</head>
<body>
<h1>nestjs-maxim collector</h1>
<p>This is a local stand-in for Maxim. It takes what Maxim SDKs send and keeps it in memory.</p>
${list}
<ul>
<li><a href="/api/traces">/api/traces</a>: the traces, newest first; filter by <code>q</code>, <code>session</code>,
<code>status</code>, <code>model</code>, here too</li>
<li><a href="/api/stats">/api/stats</a>: how much is there</li>
<li><a href="/api/events">/api/events</a>: which traces change, as they change</li>
</ul>
</body>
</html>
`;

function traceList({ traces, nextCursor }: TracePage, query: URLSearchParams, host = ''): string {
  const text = escaped(query.get('q') ?? '');
  const search = `<form><input type="search" name="q" value="${text}" aria-label="Text"> <button>Search</button></form>`;
  if (traces.length === 0) return `${search}\n<p>No trace is here. ${hint(query, host)}</p>`;
  const older = new URLSearchParams(query);
  older.set('cursor', nextCursor ?? '');
  const next = nextCursor === undefined ? '' : `\n<p><a href="/?${escaped(older.toString())}">Older</a></p>`;
  return `${search}\n${traces.map(traceDetails).join('\n')}${next}`;
}

const hint = (query: URLSearchParams, host: string): string =>
  ['q', 'session', 'status', 'model', 'cursor'].some((name) => query.get(name))
    ? '<a href="/">Show all</a>'
    : `Point an app at it, and reload: <code>MAXIM_BASE_URL=http://${escaped(host)} MAXIM_API_KEY=anything MAXIM_LOG_REPO_ID=anything</code>`;

function traceDetails(trace: TraceNode): string {
  const [headline = '', ...rest] = formatTrace(trace).split('\n');
  const body = rest.join('\n');
  const cut = body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body;
  const json = `<a href="/api/traces/${encodeURIComponent(trace.id)}">JSON</a>`;
  return `<details><summary>${escaped(headline)} · ${escaped(trace.startTimestamp)}</summary>
<pre>${escaped(cut)}</pre>
<p>${json}</p></details>`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0).toString()};`);
