import { type Exchange } from '../exchange.js';
import { type Address } from '../recognise.js';

/** The requests that are watched, each by the object that its client has for it. */
export interface Watched {
  /**
   * Called with each request as it is made, in the context of who makes it; a second call for the same one gives the
   * same.
   *
   * @param headers gives them as the client holds them
   * @returns undefined for one that is of no interest
   */
  begin(request: object, address: Address, headers: () => unknown): Exchange | undefined;
  /** That of a request which began; undefined for one that is of no interest. */
  of(request: unknown): Exchange | undefined;
}

/**
 * Makes a function that must not throw: what goes wrong in it is reported. An error in the middle of the app's request
 * would be the app's, and one in a subscriber of a channel ends the process.
 */
export type Guard = <A extends unknown[]>(hook: (...args: A) => void) => (...args: A) => void;

/** Starts to watch one way out of the process, and gives what stops it. */
export type Hooks = (watched: Watched, guard: Guard) => () => void;
