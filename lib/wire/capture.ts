import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../context/shared.js';
import { ParserRegistry } from '../parsers/registry.js';
import { type CaptureSink } from './capture-sink.js';
import { Claim } from './claim.js';
import { exchangeOf } from './claimed-exchange.js';
import { type Exchange } from './exchange.js';
import { httpHooks } from './hooks/http.js';
import { http2Hooks } from './hooks/http2.js';
import { olderNodeHooks } from './hooks/older-node.js';
import { undiciHooks } from './hooks/undici.js';
import { type Guard, type Watched } from './hooks/watched.js';
import { Readings } from './readings.js';
import { type Address, recognise, type RecognisedCall, underHosts } from './recognise.js';

/** What captures the calls of the process, for all its apps and all copies of this package. */
export interface Capture {
  subscribe(sink: CaptureSink): () => void;
  /** Set where calls are not captured. */
  readonly suppressed: AsyncLocalStorage<boolean>;
  /** Resolves when every call that is over was read. */
  settled(): Promise<void>;
  /** Finds the app that wants to be told of a call which another than the wire tells of. */
  claim(call: RecognisedCall): Claim | undefined;
}

/** By app, then by API. */
type Registries = WeakMap<CaptureSink, Map<object, ParserRegistry>>;

const HOOKS = [undiciHooks, httpHooks, http2Hooks, olderNodeHooks];

class ProcessCapture implements Capture, Watched {
  readonly suppressed = new AsyncLocalStorage<boolean>();
  private readonly sinks = new Set<CaptureSink>();
  private readonly exchanges = new WeakMap<object, Exchange | undefined>();
  private readonly readings = new Readings();
  private readonly lenient: Registries = new WeakMap();
  private readonly strict: Registries = new WeakMap();
  private stop: readonly (() => void)[] | undefined;

  subscribe(sink: CaptureSink): () => void {
    this.sinks.add(sink);
    this.attend();
    return () => {
      this.sinks.delete(sink);
      this.attend();
    };
  }

  settled(): Promise<void> {
    return this.readings.settled();
  }

  begin(request: object, address: Address, headers: () => unknown): Exchange | undefined {
    const call = recognise(address);
    if (!call) return undefined;
    if (this.exchanges.has(request)) return this.exchanges.get(request);
    const claim = this.find(call, ({ isAutomatic }) => isAutomatic);
    const exchange = claim && exchangeOf(claim, headers());
    this.exchanges.set(request, exchange);
    return exchange;
  }

  of(request: unknown): Exchange | undefined {
    return typeof request === 'object' && request !== null ? this.exchanges.get(request) : undefined;
  }

  claim(call: RecognisedCall): Claim | undefined {
    let claim: Claim | undefined;
    this.guard(() => (claim = this.find(call, () => true)))();
    return claim;
  }

  private find(call: RecognisedCall, isAsked: (sink: CaptureSink) => boolean): Claim | undefined {
    if (this.suppressed.getStore()) return undefined;
    for (const sink of this.sinks) {
      const recognised = isAsked(sink) ? underHosts(call, sink.hosts) : undefined;
      if (!recognised) continue;
      const claim = new Claim(recognised, this.parsersOf(sink, recognised), sink, this.readings);
      if (claim.begin()) return claim;
    }
    return undefined;
  }

  /** On a host that nobody knows, an answer that only another API's parser reads is the app's own affair. */
  private parsersOf(sink: CaptureSink, { api, isKnownHost }: RecognisedCall): ParserRegistry {
    const all = isKnownHost ? this.lenient : this.strict;
    const registries = all.get(sink) ?? new Map<object, ParserRegistry>();
    const own = [...sink.parsers, ...('parser' in api ? [api.parser] : [])];
    const fault = (_: string, error: unknown): void => sink.fault(error);
    const parsers = registries.get(api) ?? new ParserRegistry(own, fault, !isKnownHost);
    all.set(sink, registries.set(api, parsers));
    return parsers;
  }

  /** Watches the wire as long as any app wants it. */
  private attend(): void {
    const isWanted = [...this.sinks].some(({ isAutomatic }) => isAutomatic);
    if (isWanted) {
      this.stop ??= HOOKS.map((hook) => hook(this, this.guard));
    } else {
      this.stop?.forEach((stop) => stop());
      this.stop = undefined;
    }
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
