import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../context/shared.js';
import { type Parser } from '../parsers/parser.js';
import { ParserRegistry } from '../parsers/registry.js';
import { type CapturedCall } from './captured-call.js';
import { Exchange } from './exchange.js';
import { type Header } from './headers.js';
import { httpHooks } from './hooks/http.js';
import { http2Hooks } from './hooks/http2.js';
import { olderNodeHooks } from './hooks/older-node.js';
import { undiciHooks } from './hooks/undici.js';
import { type Guard, type Watched } from './hooks/watched.js';
import { readCall } from './read-call.js';
import { type Address, type Hosts, recognise, type RecognisedCall } from './recognise.js';

/** Told of a call once it is over and was read; of nothing, where it proved to be no call of a model. */
export type CallListener = (call: CapturedCall | undefined) => void;

/** One app's share in what is captured. */
export interface CaptureSink {
  readonly hosts: Hosts;
  /** The app's own parsers, asked first. */
  readonly parsers: readonly Parser[];
  /**
   * Asked when a call is made, in the context of who makes it.
   *
   * @returns undefined where the call is none of the app's
   */
  begin(call: RecognisedCall): CallListener | undefined;
  /** Told of each fault of our own. */
  fault(error: unknown): void;
}

/** What captures the calls of the process, for all its apps and all copies of this package. */
export interface Capture {
  subscribe(sink: CaptureSink): () => void;
  /** Set where calls are not captured. */
  readonly suppressed: AsyncLocalStorage<boolean>;
  /** Resolves when every call that is over was read. */
  settled(): Promise<void>;
}

const HOOKS = [undiciHooks, httpHooks, http2Hooks, olderNodeHooks];

class ProcessCapture implements Capture, Watched {
  readonly suppressed = new AsyncLocalStorage<boolean>();
  private readonly sinks = new Set<CaptureSink>();
  private readonly exchanges = new WeakMap<object, Exchange | undefined>();
  private readonly readings = new Set<Promise<void>>();
  private stop: readonly (() => void)[] = [];

  subscribe(sink: CaptureSink): () => void {
    if (this.sinks.size === 0) this.stop = HOOKS.map((hook) => hook(this, this.guard));
    this.sinks.add(sink);
    return () => {
      if (this.sinks.delete(sink) && this.sinks.size === 0) for (const stopOne of this.stop) stopOne();
    };
  }

  async settled(): Promise<void> {
    while (this.readings.size > 0) await Promise.all(this.readings);
  }

  begin(request: object, address: Address, headers: Iterable<Header>): Exchange | undefined {
    if (this.exchanges.has(request)) return this.exchanges.get(request);
    if (!recognise(address) || this.suppressed.getStore()) return undefined;
    const exchange = this.beginAt(address, headers);
    this.exchanges.set(request, exchange);
    return exchange;
  }

  of(request: unknown): Exchange | undefined {
    return typeof request === 'object' && request !== null ? this.exchanges.get(request) : undefined;
  }

  private beginAt(address: Address, headers: Iterable<Header>): Exchange | undefined {
    for (const sink of this.sinks) {
      const recognised = recognise(address, sink.hosts);
      const listener = recognised && sink.begin(recognised);
      if (listener) return new Exchange(headers, (exchange) => this.read(exchange, recognised, sink, listener));
    }
    return undefined;
  }

  private read(exchange: Exchange, recognised: RecognisedCall, sink: CaptureSink, listener: CallListener): void {
    const parsers = new ParserRegistry([...sink.parsers, recognised.api.parser], (_, error) => sink.fault(error));
    const reading = new Promise((resolve) => setImmediate(resolve))
      .then(() => readCall({ exchange, recognised, parsers }))
      .then(listener)
      .catch((error: unknown) => sink.fault(error))
      .finally(() => this.readings.delete(reading));
    this.readings.add(reading);
  }

  private readonly guard: Guard =
    (hook) =>
    (...args) => {
      try {
        hook(...args);
      } catch (error) {
        for (const sink of this.sinks) sink.fault(error);
      }
    };
}

const isCapture = (value: object | undefined): value is Capture => value !== undefined && 'subscribe' in value;

/** The one of this process; made, but not begun, by whoever asks first. */
export function processCapture(): Capture {
  if (isCapture(shared.capture)) return shared.capture;
  const capture = new ProcessCapture();
  shared.capture = capture;
  return capture;
}

/**
 * Begins to watch the calls of LLMs that leave this process, whichever client makes them and whenever it was built.
 *
 * @returns what ends it; nothing is left behind when the last app has ended it
 */
export const enableAutoCapture = (sink: CaptureSink): (() => void) => processCapture().subscribe(sink);
