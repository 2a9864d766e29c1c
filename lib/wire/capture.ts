import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../context/shared.js';
import { type Parser } from '../parsers/parser.js';
import { ParserRegistry } from '../parsers/registry.js';
import { type GenerationResult } from '../protocol/result.js';
import { type Captured } from './captured-search.js';
import { Exchange } from './exchange.js';
import { type Header } from './headers.js';
import { httpHooks } from './hooks/http.js';
import { http2Hooks } from './hooks/http2.js';
import { olderNodeHooks } from './hooks/older-node.js';
import { undiciHooks } from './hooks/undici.js';
import { type Guard, type Watched } from './hooks/watched.js';
import { peekAnswer } from './peek-answer.js';
import { readExchange } from './read-exchange.js';
import { type Address, type Hosts, recognise, type RecognisedCall } from './recognise.js';

/**
 * Told of a call or a search once it is over, and with it of what is being read of it: nothing, where it proves to be
 * neither. Resolves when it has taken that in.
 */
export type CallListener = (reading: Promise<Captured | undefined>) => Promise<void>;

/** What a model has said so far, read on the spot; undefined where that cannot be read, or is not yet enough. */
export type Peek = () => GenerationResult | undefined;

/** One app's share in what is captured. */
export interface CaptureSink {
  /** Whether the wire is watched for it; else it is told only of what `observeFetch` and `observeBedrock` see. */
  readonly isAutomatic: boolean;
  readonly hosts: Hosts;
  /** The app's own parsers, asked first. */
  readonly parsers: readonly Parser[];
  /**
   * Asked when a call is made, in the context of who makes it.
   *
   * @param peek reads a call that is underway, or over and not yet told of
   * @returns undefined where the call is none of the app's
   */
  begin(call: RecognisedCall, peek: Peek): CallListener | undefined;
  /** Told of each fault of our own. */
  fault(error: unknown): void;
}

/** A call that an app wants to be told of. */
export interface Claim {
  readonly recognised: RecognisedCall;
  readonly parsers: ParserRegistry;
  /** Set by whoever sees the call. */
  peek: Peek;
  /** Tells of a fault of our own. */
  readonly fault: (error: unknown) => void;
  /** Tells of it, once; never throws. */
  readonly tell: (reading: Captured | undefined | Promise<Captured | undefined>) => void;
}

/** What captures the calls of the process, for all its apps and all copies of this package. */
export interface Capture {
  subscribe(sink: CaptureSink): () => void;
  /** Set where calls are not captured. */
  readonly suppressed: AsyncLocalStorage<boolean>;
  /** Resolves when every call that is over was read. */
  settled(): Promise<void>;
  /**
   * Finds the app that wants to be told of a call which another than the wire tells of.
   *
   * @param recognise gives the call, unless the app's hosts deny it
   */
  claim(recognise: (hosts: Hosts) => RecognisedCall | undefined): Claim | undefined;
}

const parserOf = ({ api }: RecognisedCall): Parser[] => ('parser' in api ? [api.parser] : []);

/** It went well, and neither what was asked nor what was answered passed by: its client has another way for that. */
const isUnseen = ({ status = 0, sent, received }: Exchange): boolean =>
  status >= 200 && status < 300 && [sent, received].every(({ chunks, truncated }) => chunks.length === 0 && !truncated);

const unseen = ({ url }: RecognisedCall): Error =>
  new Error(`nothing of a call to ${url} was seen but that it was made; hand its client observeFetch()`);

/** The exchange of a call that was claimed, which is read when it is over. */
export function exchangeOf(claim: Claim, headers: Iterable<Header>): Exchange {
  const { recognised, parsers, tell } = claim;
  const exchange = new Exchange(headers, () => {
    if (recognised.isKnownHost && isUnseen(exchange)) claim.fault(unseen(recognised));
    tell(new Promise((resolve) => setImmediate(resolve)).then(() => readExchange(exchange, recognised, parsers)));
  });
  claim.peek = () => peekAnswer(exchange, recognised, parsers);
  return exchange;
}

const HOOKS = [undiciHooks, httpHooks, http2Hooks, olderNodeHooks];

class ProcessCapture implements Capture, Watched {
  readonly suppressed = new AsyncLocalStorage<boolean>();
  private readonly sinks = new Set<CaptureSink>();
  private readonly exchanges = new WeakMap<object, Exchange | undefined>();
  private readonly readings = new Set<Promise<void>>();
  private stop: readonly (() => void)[] | undefined;

  subscribe(sink: CaptureSink): () => void {
    this.sinks.add(sink);
    this.attend();
    return () => {
      this.sinks.delete(sink);
      this.attend();
    };
  }

  async settled(): Promise<void> {
    await Promise.all(this.readings); // Of those only: where calls never cease, it would never resolve.
  }

  begin(request: object, address: Address, headers: Iterable<Header>): Exchange | undefined {
    if (this.exchanges.has(request)) return this.exchanges.get(request);
    if (!recognise(address)) return undefined;
    const claim = this.find((hosts) => recognise(address, hosts), this.automatic());
    const exchange = claim && exchangeOf(claim, headers);
    this.exchanges.set(request, exchange);
    return exchange;
  }

  of(request: unknown): Exchange | undefined {
    return typeof request === 'object' && request !== null ? this.exchanges.get(request) : undefined;
  }

  claim(recognise: (hosts: Hosts) => RecognisedCall | undefined): Claim | undefined {
    let claim: Claim | undefined;
    this.guard(() => (claim = this.find(recognise, [...this.sinks])))();
    return claim;
  }

  private find(
    recognise: (hosts: Hosts) => RecognisedCall | undefined,
    sinks: readonly CaptureSink[],
  ): Claim | undefined {
    if (this.suppressed.getStore()) return undefined;
    for (const sink of sinks) {
      const recognised = recognise(sink.hosts);
      if (!recognised) continue;
      const listener = sink.begin(recognised, () => claim.peek());
      if (!listener) continue;
      const parsers = new ParserRegistry([...sink.parsers, ...parserOf(recognised)], (_, error) => sink.fault(error));
      const claim: Claim = {
        ...{ recognised, parsers, peek: () => undefined, fault: (error) => sink.fault(error) },
        tell: (reading) => this.tell(reading, sink, listener),
      };
      return claim;
    }
    return undefined;
  }

  private tell(reading: Parameters<Claim['tell']>[0], sink: CaptureSink, listener: CallListener): void {
    const told = listener(Promise.resolve(reading))
      .catch((error: unknown) => sink.fault(error))
      .finally(() => this.readings.delete(told));
    this.readings.add(told);
  }

  private automatic(): CaptureSink[] {
    return [...this.sinks].filter(({ isAutomatic }) => isAutomatic);
  }

  /** Watches the wire as long as any app wants it. */
  private attend(): void {
    const isWanted = this.automatic().length > 0;
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
