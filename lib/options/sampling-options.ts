/**
 * Which traces are sent; what is in a trace follows it. Sessions that you open are always sent.
 *
 * With `keepErrors`, `keepSlowerThanMs` or a `@Keep()` in the app, the lines of a trace that the rate leaves out are kept
 * back until it is known: at the latest when the trace has ended, and all that was open in it by then, which `maxOpenMs`
 * bounds. At most 16 MB are: then traces are given up, first those that are over, the oldest first. All lines of such a
 * trace count as `dropped`, with those that follow; none is sent, even if it fails later.
 */
export interface SamplingOptions {
  /**
   * The share of traces that are sent, from 0 to 1. A trace is among them where the first eight hex digits of the SHA-256
   * of its id, divided by 2^32, are below it: so all services decide the same. @default 1
   */
  rate?: number;
  /**
   * Whether traces in which an error was recorded are sent as well, that of a stream or a call included which outlives the
   * trace. @default false
   */
  keepErrors?: boolean;
  /** Traces that took longer, from their own start to their own end in ms, are sent as well. @default none */
  keepSlowerThanMs?: number;
}
