import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Access } from './guard.js';

/** One request on its way through a route. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the route's path caught, decoded; `''` where it catches nothing. */
  readonly param: string;
}

/** One endpoint. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Of the whole path; catches at most one group. */
  readonly path: RegExp;
  readonly access: Access;
  /**
   * Serves it.
   *
   * @returns what is answered as JSON, 200; undefined where it answered by itself
   * @throws Refusal for any other answer
   */
  serve(exchange: Exchange): unknown;
}
