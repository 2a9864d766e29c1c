import { isObject, read } from '../../observe/shape.js';
import { type Exchange } from '../exchange.js';
import { listen } from './channels.js';
import { watchArriving, watchWritten } from './node-stream.js';
import { tap } from './tap.js';
import { isUndiciSession } from './undici.js';
import { type Guard, type Hooks, type Watched } from './watched.js';

/** Begins to watch a stream as a request opens it; `undefined` where it is of no interest. */
export function beginHttp2(stream: object, headers: unknown, watched: Watched, guard: Guard): Exchange | undefined {
  if (!isObject(headers) || watched.of(stream) || isUndiciSession(read(stream, 'session'))) return undefined;
  const text = (name: string): string => String(read(headers, name));
  const address = { method: text(':method'), origin: hostIn(stream, headers), path: text(':path') };
  const exchange = watched.begin(stream, address, () => headers);
  if (exchange) {
    watchWritten(stream, exchange, guard);
    watchArriving(stream, exchange, guard);
    // A stream that is closed forgets how long nothing may come.
    tap(
      stream,
      'close',
      guard(() => noteTimeout(stream, exchange)),
    );
  }
  return exchange;
}

/** Who names none goes to the host of the session, as what is sent says. */
function hostIn(stream: object, headers: object): string {
  const sent = read(stream, 'sentHeaders');
  const told = [headers, ...(isObject(sent) ? [sent] : [])].flatMap((each) => [
    read(each, ':authority'),
    read(each, 'host'),
  ]);
  return told.find((host) => typeof host === 'string') ?? '';
}

function noteTimeout(stream: object, exchange: Exchange): void {
  const timeout = Number(read(stream, 'timeout'));
  if (exchange.status === undefined && timeout > 0 && performance.now() - exchange.start >= timeout) exchange.timeout();
}

/** The response's head, whose status stands among the headers. */
export function headHttp2(exchange: Exchange | undefined, headers: unknown): void {
  if (isObject(headers)) exchange?.head(Number(read(headers, ':status')), headers);
}

/** Requests of `node:http2`, where this Node tells of them. */
export const http2Hooks: Hooks = (watched, guard) =>
  listen(
    {
      'http2.client.stream.created': (message) => {
        const stream = message('stream');
        if (isObject(stream)) beginHttp2(stream, message('headers'), watched, guard);
      },
      'http2.client.stream.finish': (message) => headHttp2(watched.of(message('stream')), message('headers')),
    },
    guard,
  );
