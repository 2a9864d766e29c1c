import { type Ending } from './ending.js';
import { type RunInContext } from './listener.js';

/** What the watcher of a kind is given beside the value. */
export interface Watching {
  ending: Ending;
  run: RunInContext;
  /** Runs callbacks of the consumer, out of the context of the call. */
  outside: RunInContext;
  /**
   * Watches what comes out of the value, such as the stream a promise settles to, in its stead.
   *
   * @param ending @default that of the value
   */
  follow: (value: unknown, ending?: Ending) => unknown;
}

/** One kind of value that does not end where it is returned. */
export interface Kind<T extends object = object> {
  is: (value: object) => value is T;
  /** Gives what the caller gets: the same object wherever its identity matters. */
  watch(value: T, watching: Watching): object;
}
