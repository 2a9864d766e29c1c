import { type ClientRequest } from 'node:http';
import { isObject, method, read } from '../../observe/shape.js';
import { Aborted, type Exchange } from '../exchange.js';
import { listen } from './channels.js';
import { watchArriving, watchWritten } from './node-stream.js';
import { tap } from './tap.js';
import { type Guard, type Hooks, type Watched } from './watched.js';

/** What is asked of a request that `node:http` or `node:https` made. */
export type HttpRequest = Pick<ClientRequest, 'method' | 'host' | 'path' | 'getHeader' | 'getHeaders'>;

export const isHttpRequest = (value: unknown): value is HttpRequest =>
  isObject(value) && method(value, 'getHeaders') !== undefined && typeof read(value, 'path') === 'string';

/** Begins to watch a request, its body apart; `undefined` where it is of no interest. */
export function beginHttp(request: HttpRequest, watched: Watched, guard: Guard): Exchange | undefined {
  const origin = String(request.getHeader('host') ?? request.host);
  const { method: verb, path } = request;
  const exchange = watched.begin(request, { method: verb, origin, path }, () => request.getHeaders());
  if (exchange) {
    const happened = (event: unknown, error: unknown): void => {
      if (event === 'timeout') exchange.timeout();
      const isOver = event === 'error' || event === 'close';
      if (isOver && exchange.status === undefined) exchange.end(event === 'error' ? error : new Aborted());
    };
    tap(request, 'emit', guard(happened));
    const left = (reason: unknown): void => {
      exchange.leave(reason);
      // Its client may go on, or give up, before the connection is closed.
      if (exchange.status === undefined) exchange.end(reason ?? new Aborted());
    };
    tap(request, 'destroy', guard(left));
  }
  return exchange;
}

/** Requests of `node:http` and `node:https`; on Node 20 the beginning of one comes from elsewhere. */
export const httpHooks: Hooks = (watched, guard) =>
  listen(
    {
      'http.client.request.created': (message) => {
        const request = message('request');
        const exchange = isHttpRequest(request) ? beginHttp(request, watched, guard) : undefined;
        if (isObject(request) && exchange) watchWritten(request, exchange, guard);
      },
      'http.client.response.finish': (message) => {
        const exchange = watched.of(message('request'));
        const response = message('response');
        if (!exchange || !isObject(response)) return;
        exchange.head(Number(read(response, 'statusCode')), read(response, 'headers'));
        watchArriving(response, exchange, guard);
      },
    },
    guard,
  );
