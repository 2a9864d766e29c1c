import './keep-global-fetch.js';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

import { type ResolvedTransport } from '../options/transport-options.js';
import { type Outcome, outcomeOf, outcomeOfFault } from './outcome.js';

/** How much of an answer is read, in bytes. */
const MAX_ANSWER_BYTES = 65_536;

const compressed = promisify<Buffer, Buffer>(gzip);

type UpstreamOptions = Pick<
  ResolvedTransport,
  'apiKey' | 'repositoryId' | 'baseUrl' | 'requestTimeout' | 'compress' | 'proxy' | 'dispatcher'
>;

/** The log endpoint of one repository. Follows no redirect, so that the API key goes to its host only. */
export class Upstream {
  private readonly origin: string;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private own: Agent | EnvHttpProxyAgent | undefined;
  private current: AbortController | undefined;

  constructor(private readonly options: UpstreamOptions) {
    const url = new URL(options.baseUrl);
    this.origin = url.origin;
    this.path = `${url.pathname.replace(/\/+$/, '')}/api/sdk/v3/log?id=${encodeURIComponent(options.repositoryId)}`;
    this.headers = {
      'content-type': 'text/plain; charset=utf-8',
      accept: 'application/json',
      'user-agent': 'nestjs-maxim',
      'x-maxim-api-key': options.apiKey,
      ...(options.compress === true && { 'content-encoding': 'gzip' }),
    };
  }

  /** Sends one body; what happens to it is the value. Never rejects. */
  async post(body: Buffer): Promise<Outcome> {
    const abort = new AbortController();
    const { requestTimeout } = this.options;
    const timer = setTimeout(() => {
      abort.abort(new Error(`no answer within ${requestTimeout} ms`));
    }, requestTimeout).unref();
    this.current = abort;
    try {
      return this.keyless(await this.exchange(body, abort.signal));
    } catch (fault) {
      return this.keyless(outcomeOfFault(fault));
    } finally {
      clearTimeout(timer);
      this.current = undefined;
    }
  }

  /** Breaks off the request in flight and closes our own agent; a user's dispatcher is theirs to close. */
  async destroy(): Promise<void> {
    this.current?.abort(new Error('shutting down'));
    await this.own?.destroy();
  }

  private async exchange(lines: Buffer, signal: AbortSignal): Promise<Outcome> {
    const { origin, path, headers } = this;
    const body = this.options.compress === true ? await compressed(lines) : lines;
    const answer = await this.dispatcher().request({ origin, path, method: 'POST', headers, body, signal });
    const after = answer.headers['retry-after'];
    const text = await beginningOf(answer.body);
    const status = answer.statusCode;
    return outcomeOf(typeof after === 'string' ? { status, text, retryAfter: after } : { status, text }, Date.now());
  }

  private dispatcher(): Dispatcher {
    return this.options.dispatcher ?? (this.own ??= agentFor(this.options.proxy));
  }

  /** A server may echo the key; nothing we say may. */
  private keyless(outcome: Outcome): Outcome {
    if (outcome.kind === 'sent') return outcome;
    return { ...outcome, reason: outcome.reason.replaceAll(this.options.apiKey, '[api key]') };
  }
}

/** An empty text keeps undici from reading the environment for itself. */
function agentFor(proxy: ResolvedTransport['proxy']): Agent | EnvHttpProxyAgent {
  const one = { connections: 1, pipelining: 1 };
  if (proxy === undefined) return new Agent(one);
  const { http = '', https = '', no = '' } = proxy;
  return new EnvHttpProxyAgent({ ...one, httpProxy: http, httpsProxy: https, noProxy: no });
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
