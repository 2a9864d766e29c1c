import { constants } from 'node:http2';
import { isObject, read } from '../../observe/shape.js';
import { type Exchange } from '../exchange.js';
import { tap } from './tap.js';
import { type Guard } from './watched.js';

/** Sees what is written to one of Node's streams: a request's body. */
export function watchWritten(stream: object, { sent }: Exchange, guard: Guard): void {
  for (const method of ['write', 'end'])
    tap(
      stream,
      method,
      guard((chunk, encoding) => sent.add(chunk, encoding)),
    );
}

/**
 * Sees what arrives in one of Node's streams, as it arrives: nobody has to read it, and nobody reads it sooner. Its end
 * is what the stream is told as its own.
 */
export function watchArriving(stream: object, exchange: Exchange, guard: Guard): void {
  const cut = (): Error | undefined => (exchange.status === undefined ? exchange.reasonToLeave() : undefined);
  const arrive = (chunk: unknown, encoding: unknown): void =>
    chunk === null ? exchange.end(resetOf(stream, exchange) ?? cut()) : exchange.received.add(chunk, encoding);
  tap(stream, 'push', guard(arrive));
  tap(
    stream,
    '_destroy',
    guard((error) => exchange.end(error ?? resetOf(stream, exchange) ?? exchange.reasonToLeave())),
  );
}

/** Why a stream of HTTP/2 is at an end that is none of its answer's: of some that break, nothing but a code tells. */
function resetOf(stream: object, exchange: Exchange): Error | undefined {
  const code = read(stream, 'rstCode');
  if (typeof code !== 'number' || code === constants.NGHTTP2_NO_ERROR) return undefined;
  if (code !== constants.NGHTTP2_CANCEL) return new Error(`The stream was reset (HTTP/2 code ${code})`);
  const session = read(stream, 'session');
  // Node 22.14 closes the streams first, when only the socket beneath is gone.
  const isLost = isDestroyed(session) || (isObject(session) && isDestroyed(read(session, 'socket')));
  return isLost ? new Error('The connection was lost') : exchange.reasonToLeave();
}

const isDestroyed = (value: unknown): boolean => isObject(value) && read(value, 'destroyed') === true;
