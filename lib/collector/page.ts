import { type Route } from './route.js';

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nestjs-maxim collector</title>
</head>
<body>
<h1>nestjs-maxim collector</h1>
<p>This is a local stand-in for Maxim. It takes what Maxim SDKs send and keeps it in memory.</p>
<ul>
<li><a href="/api/traces">/api/traces</a>: the traces, newest first; filter by <code>q</code>, <code>session</code>,
<code>status</code>, <code>model</code></li>
<li><a href="/api/stats">/api/stats</a>: how much is there</li>
<li><a href="/api/events">/api/events</a>: which traces change, as they change</li>
</ul>
</body>
</html>
`;

/** What a browser sees at the collector's address. */
export const page: Route = {
  method: 'GET',
  path: /^\/$/,
  access: 'public',
  serve: ({ response }) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(HTML);
  },
};
