/**
 * Which traces are sent; what is in a trace follows it. Sessions that you open are always sent.
 *
 * With `keepErrors`, `keepSlowerThanMs` or a `@Keep()` in the app, the lines of a trace that the rate leaves out are kept
 * back until it is known, at the latest when the trace ends. At most 16 MB are: then the oldest trace is given up, and its
 * lines count as `dropped`.
 */
export interface SamplingOptions {
  /**
   * The share of traces that are sent, from 0 to 1. A trace is among them where the first eight hex digits of the SHA-256
   * of its id, divided by 2^32, are below it: so all services decide the same. @default 1
   */
  rate?: number;
  /** Whether traces in which an error was recorded are sent as well. @default false */
  keepErrors?: boolean;
  /** Traces that took longer, in ms, are sent as well. @default none */
  keepSlowerThanMs?: number;
}
