import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Http2ServerResponse } from 'node:http2';
import { Socket } from 'node:net';

/** Node's own response, whichever HTTP it speaks. */
export type RawResponse = ServerResponse | Http2ServerResponse;

/** Told once a response is over. @param isSent false where its client went away before it was sent in full */
type Told = (isSent: boolean) => void;

/** By its shape: that of HTTP/2 has a class of its own, which an app may not have loaded. */
export const isRawResponse = (value: unknown): value is RawResponse =>
  typeof value === 'object' &&
  value !== null &&
  'writableEnded' in value &&
  'once' in value &&
  typeof value.once === 'function';

/** Tells when a response is over; at once where it is. */
export const whenOver = (response: RawResponse, then: Told): void =>
  isHttp2(response) ? whenOverHttp2(response, then) : whenOverHttp1(response, then);

const isHttp2 = (response: RawResponse): response is Http2ServerResponse => 'createPushResponse' in response;

/** It is finished however it ends; what its stream says of a client's leaving stays. */
function whenOverHttp2(response: Http2ServerResponse, then: Told): void {
  const { stream } = response;
  const over = (): void => then(response.writableEnded && response.writableFinished && !stream.aborted);
  if (stream.destroyed) over();
  else response.once('close', over);
}

/** It is finished too where its connection broke while the last of it was on its way; that one then has an error. */
function whenOverHttp1(response: ServerResponse, then: Told): void {
  const { socket } = response.req as Partial<IncomingMessage>;
  const isConnected = socket instanceof Socket;
  let isFinished = false;
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    leave?.();
    then((isFinished || response.writableFinished) && !socket?.errored);
  };
  // While it waits behind another one, it is not told that their connection closes.
  const leave = isConnected && response.socket === null && !response.closed ? whenClosed(socket, over) : undefined;
  if (response.closed) return over();
  response.once('close', over);
  // Without a connection, as in a test or a serverless function, that may be all there is.
  response.once('finish', () => {
    isFinished = true;
    if (!isConnected) over();
  });
}

/** Who waits for a connection to close: one listener of it for them all, as there may be many. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** @returns what waits no longer */
function whenClosed(socket: Socket, then: () => void): () => void {
  const known = waiting.get(socket);
  const all = known ?? new Set();
  all.add(then);
  if (!known) {
    waiting.set(socket, all);
    socket.once('close', () => all.forEach((each) => each()));
  }
  return () => all.delete(then);
}
