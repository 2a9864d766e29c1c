import { executionAsyncResource } from 'node:async_hooks';
import { isObject, read } from '../observe/shape.js';
import { type KeptHeaders, keptHeaders } from './headers.js';
import { RecordedBytes } from './recorded-bytes.js';

const MAX_REQUEST_BYTES = 1_048_576;
const MAX_RESPONSE_BYTES = 8_388_608;

/** The reason of an ending that came too early and told none. */
export class Aborted extends Error {
  override readonly name = 'AbortError';
}

/** The reason of an ending that a timeout of the app's client brought, which told none. */
export class TimedOut extends Error {
  override readonly name = 'TimeoutError';

  constructor() {
    super('The request timed out');
  }
}

/** The reason of an ending that nobody waited for any longer. */
export class Unfinished extends Aborted {}

/** Whether a timer is what runs now, as where a client's own timeout breaks off. */
const isTimersTurn = (): boolean => typeof read(executionAsyncResource(), '_idleTimeout') === 'number';

/** How soon after its timeout a client leaves because of it, in ms. */
const LEAVES_WITHIN_MS = 500;

/**
 * A request and its response as they pass by: bytes and times, nothing is understood here.
 *
 * All of it runs in the middle of the app's own work, so it copies and returns.
 */
export class Exchange {
  readonly startedAt = new Date();
  readonly start = performance.now();
  readonly sent = new RecordedBytes(MAX_REQUEST_BYTES);
  readonly received = new RecordedBytes(MAX_RESPONSE_BYTES);
  readonly requestHeaders: KeptHeaders;
  responseHeaders: KeptHeaders = new Map();
  status: number | undefined;
  error: unknown;
  /** On the clock of `performance.now()`; undefined while it goes on. */
  endedAt: number | undefined;
  /** It was broken off by a timer: of its client, or of the app. */
  isByTimer = false;
  private isLeft = false;
  private leftFor: unknown;
  private timeoutAt = -Infinity;

  /**
   * @param requestHeaders as its client holds them
   * @param done called once, when it has ended
   */
  constructor(
    requestHeaders: unknown,
    private readonly done: (exchange: Exchange) => void,
  ) {
    this.requestHeaders = keptHeaders(requestHeaders);
  }

  /** The response's head; one that only says that another will follow is none. */
  head(status: number, headers: unknown): void {
    if (status < 200) return;
    this.status = status;
    this.responseHeaders = keptHeaders(headers);
  }

  /** The app has left. @param reason without one, the error that its connection ends with says nothing more */
  leave(reason: unknown): void {
    this.isByTimer ||= isTimersTurn();
    this.isLeft ||= reason === undefined || reason === null;
  }

  /** The app has left for a reason that its connection then ends with; what Node and undici break off for has a code. */
  leaveFor(reason: unknown): void {
    if (isObject(reason) && typeof read(reason, 'code') !== 'string') this.leftFor ??= reason;
  }

  /** Whether it ended with an error that is the app's own reason to leave. */
  get isLeftForOwnReason(): boolean {
    return this.leftFor !== undefined && this.error === this.leftFor;
  }

  /** Nothing came for as long as the app's client waits; it has yet to leave. */
  timeout(): void {
    this.timeoutAt = performance.now();
  }

  /** @param error why it ended before its end; the first ending counts */
  end(error?: unknown): void {
    if (this.endedAt !== undefined) return;
    this.endedAt = performance.now();
    this.isByTimer ||= error !== undefined && isTimersTurn();
    this.error = error !== undefined && this.isLeft ? this.reasonToLeave() : error;
    this.received.stop();
    this.done(this);
  }

  /** Why the app's client is no longer there, where it says nothing. */
  reasonToLeave(): Error {
    return performance.now() - this.timeoutAt < LEAVES_WITHIN_MS ? new TimedOut() : new Aborted();
  }
}
