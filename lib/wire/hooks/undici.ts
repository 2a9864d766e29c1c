import { isMethod, isObject, read, shadow } from '../../observe/shape.js';
import { type Exchange } from '../exchange.js';
import { listen } from './channels.js';
import { tap } from './tap.js';
import { type Guard, type Hooks } from './watched.js';

/** By the prototype of a copy's requests: whether that copy of undici publishes bodies, as from 7.11 on. */
const publishes = new WeakMap<object, boolean>();

function publishesBodies(request: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(request);
  if (!isObject(prototype)) return true;
  const known = publishes.get(prototype);
  if (known !== undefined) return known;
  const receive = read(prototype, 'onResponseData') ?? read(prototype, 'onData');
  const does = !isMethod(receive) || Function.prototype.toString.call(receive).includes('bodyChunkReceived');
  publishes.set(prototype, does);
  return does;
}

/** The error that a request ends with does not tell whose it is: who leaves is heard as he does. Undici 8 has the second. */
function watchLeaving(request: object, exchange: Exchange, guard: Guard): void {
  const note = guard((reason) => exchange.leaveFor(reason));
  for (const name of ['onConnect', 'onRequestStart']) {
    shadow(request, name, (begin) => (abort, ...rest) => {
      if (!isMethod(abort)) return begin(abort, ...rest);
      const leave = (...reasons: unknown[]): unknown => {
        note(reasons[0]);
        return abort(...reasons);
      };
      return begin(leave, ...rest);
    });
  }
}

/** Every copy of undici in the process, that inside Node's own `fetch` among them. */
export const undiciHooks: Hooks = (watched, guard: Guard) =>
  listen(
    {
      'undici:request:create': (message) => {
        const request = message('request');
        if (!isObject(request)) return;
        const text = (field: string): string => String(read(request, field));
        // What looks names up by itself asks an address, and says in a header whose it is.
        const host = read(request, 'host');
        const origin = typeof host === 'string' ? host : text('origin');
        const address = { method: text('method'), origin, path: text('path') };
        const exchange = watched.begin(request, address, () => read(request, 'headers'));
        if (!exchange) return;
        watchLeaving(request, exchange, guard);
        if (publishesBodies(request)) return;
        tap(
          request,
          'onBodySent',
          guard((chunk) => exchange.sent.add(chunk)),
        );
        tap(
          request,
          'onData',
          guard((chunk) => exchange.received.add(chunk)),
        );
      },
      'undici:request:bodyChunkSent': (message) => watched.of(message('request'))?.sent.add(message('chunk')),
      'undici:request:bodyChunkReceived': (message) => watched.of(message('request'))?.received.add(message('chunk')),
      'undici:request:headers': (message) => {
        const response = message('response');
        if (!isObject(response)) return;
        watched.of(message('request'))?.head(Number(read(response, 'statusCode')), read(response, 'headers'));
      },
      'undici:request:trailers': (message) => watched.of(message('request'))?.end(),
      'undici:request:error': (message) => watched.of(message('request'))?.end(message('error')),
    },
    guard,
  );

/** Whether undici speaks HTTP/2 over this session: then its own channels tell of the request. */
export const isUndiciSession = (session: unknown): boolean =>
  isObject(session) && Object.getOwnPropertySymbols(session).some(({ description }) => description === 'open streams');
