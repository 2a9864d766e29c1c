import './keep-global-fetch.js';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

import { type ResolvedTransport } from '../options/transport-options.js';
import {
  type Answer,
  keyless,
  type Outcome,
  outcomeOf,
  outcomeOfFault,
  outcomeOfPut,
  outcomeOfPutFault,
  placeIn,
} from './outcome.js';

/** How much of an answer is read, in bytes. */
const MAX_ANSWER_BYTES = 1_000_000;

const compressed = promisify<Buffer, Buffer>(gzip);

type UpstreamOptions = Pick<
  ResolvedTransport,
  'apiKey' | 'repositoryId' | 'baseUrl' | 'requestTimeout' | 'compress' | 'proxy' | 'dispatcher'
>;

/** How large an upload may be for each `requestTimeout` that it takes, in bytes. */
const BYTES_PER_TIMEOUT = 1_000_000;

/** What an upload is announced with. */
export interface Freight {
  readonly key: string;
  readonly mimeType: string;
  readonly size: number;
}

/**
 * The log endpoint of one repository, and the addresses it gives for uploads. Follows no redirect, so that the API key
 * goes to its host only.
 */
export class Upstream {
  private readonly origin: string;
  private readonly root: string;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private readonly logHeaders: Record<string, string>;
  private compresses: boolean;
  private own: Agent | EnvHttpProxyAgent | undefined;
  private readonly inFlight = new Set<AbortController>();

  constructor(private readonly options: UpstreamOptions) {
    const url = new URL(options.baseUrl);
    this.origin = url.origin;
    this.root = `${url.pathname.replace(/\/+$/, '')}/api/sdk`;
    this.path = `${this.root}/v3/log?id=${encodeURIComponent(options.repositoryId)}`;
    this.headers = { accept: 'application/json', 'user-agent': 'nestjs-maxim', 'x-maxim-api-key': options.apiKey };
    this.logHeaders = { ...this.headers, 'content-type': 'text/plain; charset=utf-8' };
    this.compresses = options.compress === true;
  }

  /** Sends one body; what happens to it is the value. Never rejects. */
  async post(body: Buffer): Promise<Outcome> {
    if (!this.compresses) return this.send(body, this.logHeaders);
    const outcome = await this.send(body, { ...this.logHeaders, 'content-encoding': 'gzip' });
    if (outcome.kind === 'sent' || outcome.kind === 'retry') return outcome;
    // It may be the compression alone that is not taken, and no line is given up for that.
    const plain = await this.send(body, this.logHeaders);
    this.compresses = plain.kind !== 'sent';
    return plain;
  }

  /**
   * Asks where to put a file, and puts it there: the address is a right of its own, and no key goes to it. Never rejects.
   *
   * @param open gives the file from its beginning
   */
  upload(freight: Freight, open: () => Promise<Buffer | Readable>): Promise<Outcome> {
    const { key, mimeType, size } = freight;
    const patience = this.options.requestTimeout * Math.max(1, Math.ceil(size / BYTES_PER_TIMEOUT));
    return this.within(patience, async (signal) => {
      const query = new URLSearchParams({ key, mimeType, size: String(size) });
      const path = `${this.root}/v1/log-repositories/attachments/upload-url?${query.toString()}`;
      const { origin, headers } = this;
      const granted = await this.request({ origin, path, method: 'GET', headers, signal });
      const outcome = judged(granted);
      if (outcome.kind !== 'sent') return outcome;
      const url = placeIn(granted.text);
      if (url === undefined) return { kind: 'retry', reason: 'the server gave no address for an upload' };
      return this.put(url, freight, open, signal);
    });
  }

  /** Breaks off the requests in flight and closes our own agent; a user's dispatcher is theirs to close. */
  async destroy(): Promise<void> {
    for (const abort of this.inFlight) abort.abort(new Error('shutting down'));
    await this.own?.destroy();
  }

  private send(body: Buffer, headers: Record<string, string>): Promise<Outcome> {
    return this.within(this.options.requestTimeout, async (signal) => {
      const sent = 'content-encoding' in headers ? await compressed(body) : body;
      const { origin, path } = this;
      return judged(await this.request({ origin, path, method: 'POST', headers, body: sent, signal }));
    });
  }

  private async put(
    { origin, pathname, search }: URL,
    { mimeType, size }: Freight,
    open: () => Promise<Buffer | Readable>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const headers = { 'content-type': mimeType, 'content-length': String(size), 'user-agent': 'nestjs-maxim' };
    let body: Buffer | Readable | undefined;
    try {
      body = await open();
      const path = pathname + search;
      return outcomeOfPut(await this.request({ origin, path, method: 'PUT', headers, body, signal }), Date.now());
    } catch (fault) {
      return outcomeOfPutFault(fault);
    } finally {
      if (body !== undefined && !Buffer.isBuffer(body)) body.destroy();
    }
  }

  private async within(ms: number, exchange: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort(new Error(`no answer within ${ms} ms`));
    }, ms).unref();
    this.inFlight.add(abort);
    try {
      return keyless(await Promise.race([exchange(abort.signal), brokenOff(abort.signal)]), this.options.apiKey);
    } catch (fault) {
      return keyless(outcomeOfFault(fault), this.options.apiKey);
    } finally {
      clearTimeout(timer);
      this.inFlight.delete(abort);
    }
  }

  private async request(request: Dispatcher.RequestOptions): Promise<Answer> {
    const answer = await this.dispatcher().request(request);
    const after = answer.headers['retry-after'];
    const text = await beginningOf(answer.body);
    const status = answer.statusCode;
    return typeof after === 'string' ? { status, text, retryAfter: after } : { status, text };
  }

  private dispatcher(): Dispatcher {
    return this.options.dispatcher ?? (this.own ??= agentFor(this.options));
  }
}

const judged = (answer: Answer): Outcome => outcomeOf(answer, Date.now());

/** A request whose connection is not there yet does not heed its signal, nor need a user's dispatcher. Only rejects. */
async function brokenOff(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort');
  throw signal.reason;
}

/** A connection for lines and one for uploads. An empty text keeps undici from reading the environment for itself. */
function agentFor({ proxy, requestTimeout }: UpstreamOptions): Agent | EnvHttpProxyAgent {
  const two = { connections: 2, pipelining: 1 };
  if (proxy === undefined) return new Agent(two);
  const { http = '', https = '', no = '' } = proxy;
  return new EnvHttpProxyAgent({
    ...two,
    httpProxy: http,
    httpsProxy: https,
    noProxy: no,
    // A proxy that never opens the tunnel holds a connection of ours for no longer either.
    clientFactory: (url, options) => new Pool(url, { ...options, headersTimeout: requestTimeout }),
  });
}

/** Reads what fits and lets go of the rest, so that the socket is free again. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER_BYTES);
}
