import { setTimeout as sleep } from 'node:timers/promises';
import { type Reporter } from '../faults/reporter.js';
import { backoff } from '../transport/backoff.js';
import { type Outcome } from '../transport/outcome.js';
import { type ForwardOptions } from './options.js';
import { Upstream } from './upstream.js';

/** The most that may wait, in bytes; what comes when it is full is dropped. */
const MAX_WAITING = 128_000_000;
const BACKOFF = { minDelay: 500, maxDelay: 30_000 };
/** Time between two tries while closing, in ms. */
const CLOSING_PAUSE = 200;

/** What became of the bodies and uploads that were to be passed on. */
export interface ForwardStats {
  waiting: number;
  sent: number;
  /** Refused by the server for good. */
  refused: number;
  /** Given up for want of room or, while closing, of time. */
  dropped: number;
  /** The last failure, until something is sent. */
  lastError?: string;
}

interface Parcel {
  readonly bytes: Buffer;
  send(): Promise<Outcome>;
}

/** Passes on what a collector receives: one after the other, in the background, again until it is taken or refused. */
export class Forwarder {
  private readonly giveUp = new AbortController();
  private readonly upstream: Upstream;
  private readonly parcels: Parcel[] = [];
  private readonly counts = { sent: 0, refused: 0, dropped: 0 };
  private waitingBytes = 0;
  private lastError: string | undefined;
  private working: Promise<void> | undefined;
  private closing = false;
  private readonly wake = new AbortController();

  /** @param reporter told of each failure once, until something is sent */
  constructor(
    private readonly to: ForwardOptions,
    private readonly reporter: Reporter,
  ) {
    this.upstream = new Upstream(to, this.giveUp.signal);
  }

  body(bytes: Buffer): void {
    this.accept({ bytes, send: () => this.upstream.body(bytes) });
  }

  upload(key: string, mimeType: string, bytes: Buffer): void {
    this.accept({ bytes, send: () => this.upstream.upload(key, mimeType, bytes) });
  }

  stats(): ForwardStats {
    return {
      waiting: this.parcels.length,
      ...this.counts,
      ...(this.lastError !== undefined && { lastError: this.lastError }),
    };
  }

  /** Sends what still waits, for at most `deadline` ms. */
  async close(deadline: number): Promise<void> {
    this.closing = true;
    this.wake.abort();
    const late = setTimeout(() => this.giveUp.abort(), deadline);
    await this.working;
    clearTimeout(late);
  }

  private accept(parcel: Parcel): void {
    if (this.waitingBytes + parcel.bytes.length > MAX_WAITING) {
      this.counts.dropped += 1;
      return;
    }
    this.waitingBytes += parcel.bytes.length;
    this.parcels.push(parcel);
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    let failures = 0;
    for (let next = this.parcels[0]; next && !this.giveUp.signal.aborted; next = this.parcels[0]) {
      const outcome = await next.send();
      if (outcome.kind === 'retry') {
        failures += 1;
        this.complain(outcome.reason, 'It is tried again.');
        await this.pause(outcome.after ?? backoff(failures, BACKOFF));
        continue;
      }
      failures = 0;
      this.settle(outcome);
      this.parcels.shift();
      this.waitingBytes -= next.bytes.length;
    }
    this.counts.dropped += this.parcels.splice(0).length;
    // Not in a `finally` of the caller: what comes before that runs would find nobody working.
    this.working = undefined;
  }

  private settle(outcome: Exclude<Outcome, { kind: 'retry' }>): void {
    if (outcome.kind === 'sent') {
      this.counts.sent += 1;
      this.lastError = undefined;
      this.reporter.recovered('forward');
      return;
    }
    this.counts.refused += 1;
    this.complain(outcome.reason, outcome.kind === 'refused' ? outcome.cure : 'It is not sent again.');
  }

  private complain(reason: string, cure: string): void {
    this.lastError = reason;
    this.reporter.report('warn', 'forward', `Nothing can be passed on to ${this.to.baseUrl}: ${reason}. ${cure}`);
  }

  /** Closing cuts it short. */
  private async pause(ms: number): Promise<void> {
    if (this.closing) await sleep(Math.min(ms, CLOSING_PAUSE));
    else await sleep(ms, undefined, { signal: this.wake.signal }).catch(() => undefined); // It was cut short.
  }
}
