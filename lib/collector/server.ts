import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Guard } from './guard.js';
import { toJson } from './json.js';
import { Refusal } from './refusal.js';
import { type Route } from './route.js';

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A server of these routes for those whom the guard lets in. Every answer is JSON, but for what a route answers itself. */
export function createCollectorServer(routes: readonly Route[], guard: Guard): Server {
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    void respond(routes, guard, request, response);
  });
}

async function respond(
  routes: readonly Route[],
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await serve(routes, guard, request, response);
    if (answer !== undefined) send(response, 200, answer);
  } catch (error) {
    refuse(request, response, error);
  }
}

function serve(routes: readonly Route[], guard: Guard, request: IncomingMessage, response: ServerResponse): unknown {
  const { pathname, searchParams: query } = urlOf(request);
  const here = routes.filter(({ path }) => path.test(pathname));
  const route = here.find(({ method }) => method === request.method);
  guard.check(request, route?.access ?? 'public');
  if (route) return route.serve({ request, response, query, param: decoded(route.path.exec(pathname)?.[1] ?? '') });
  if (here.length === 0) throw new Refusal(404, `There is nothing at ${pathname}.`);
  const allow = here.map(({ method }) => method).join(', ');
  throw new Refusal(405, `${pathname} takes ${allow}.`, { allow });
}

/** Joined, not resolved: a path that begins with two slashes would be taken for a host. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  const whole = url.startsWith('/') ? `http://localhost${url}` : url;
  if (URL.canParse(whole)) return new URL(whole);
  throw new Refusal(400, 'The target of the request is not a path.');
}

function decoded(param: string): string {
  try {
    return decodeURIComponent(param);
  } catch {
    throw new Refusal(400, `"${param}" is not percent-encoded text.`);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // What is still being sent is read away, so that the client sees the answer and the connection can be used again.
  request.resume();
  if (response.headersSent) return void response.destroy();
  const refusal = error instanceof Refusal ? error : new Refusal(500, `The collector failed: ${String(error)}`);
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  send(response, refusal.status, { error: { message: refusal.message } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(toJson(body));
}
