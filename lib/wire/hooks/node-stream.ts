import { Aborted, type Exchange } from '../exchange.js';
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
  const arrive = (chunk: unknown, encoding: unknown): void =>
    chunk === null ? exchange.end() : exchange.received.add(chunk, encoding);
  tap(stream, 'push', guard(arrive));
  tap(
    stream,
    '_destroy',
    guard((error) => exchange.end(error ?? new Aborted())),
  );
}
