import { types } from 'node:util';
import { currentScope } from '../context/current.js';
import { NOBODY } from '../observe/ending.js';
import { type Listener, type Pending } from '../observe/listener.js';
import { observe } from '../observe/observe.js';
import { isObject, method, read } from '../observe/shape.js';
import { attempt } from '../parsers/total.js';
import { processCapture } from './capture.js';
import { exchangeOf } from './claimed-exchange.js';
import { Aborted, type Exchange } from './exchange.js';
import { type Address, recognise } from './recognise.js';
import { runHere } from './run-here.js';
import { suppressCapture } from './suppress.js';

type Fetch = typeof globalThis.fetch;
type Arguments = Parameters<Fetch>;

/**
 * A `fetch` whose LLM calls are captured where the wire shows nothing of them: answers of a test's stand-in, another
 * runtime's `fetch`. Nothing is captured twice. Hand it to a client: `new OpenAI({ fetch: observeFetch() })`.
 *
 * @param fetch @default the global one
 */
export function observeFetch(fetch: Fetch = globalThis.fetch): Fetch {
  return async (...args) => {
    const exchange = attempt(() => begin(args), undefined);
    if (!exchange) return fetch(...args);
    const run = runHere();
    try {
      const response = await suppressCapture(() => fetch(...args));
      // What is read of it was decoded already.
      const headers = [...response.headers].filter(([name]) => name !== 'content-encoding');
      exchange.head(response.status, headers);
      const body = read(response, 'body');
      if (isObject(body)) unheld.register(body, exchange, exchange);
      return observe(response, arriving(exchange, args), run);
    } catch (error) {
      noteReason(args, exchange, error);
      exchange.end(error);
      throw error;
    }
  };
}

/** An answer that nobody holds any longer is read by nobody. */
const unheld = new FinalizationRegistry<Exchange>((exchange) => exchange.end(new Aborted()));

function begin([input, init]: Arguments): Exchange | undefined {
  const request = isObject(input) && typeof read(input, 'url') === 'string' ? input : {};
  const address = addressOf(read(request, 'url') ?? input, init?.method ?? read(request, 'method'));
  const call = address && recognise(address);
  const claim = call && processCapture().claim(call);
  if (!claim) return undefined;
  const exchange = exchangeOf(claim, init?.headers ?? read(request, 'headers'));
  const { body } = init ?? {};
  if (body === undefined) void addText(() => method(request, 'clone')?.call(request), exchange);
  else if (body instanceof Blob) void addText(() => body, exchange);
  else if (types.isAnyArrayBuffer(body)) exchange.sent.add(new Uint8Array(body));
  else if (isObject(body) && !ArrayBuffer.isView(body)) observe(body, leaving(exchange), runHere());
  else exchange.sent.add(body);
  return exchange;
}

function addressOf(url: unknown, method: unknown): Address | undefined {
  try {
    const { host, pathname } = new URL(String(url));
    return { method: String(method).toUpperCase(), origin: host, path: pathname };
  } catch {
    return undefined; // Not a URL: the real `fetch` will say so.
  }
}

/** A request's body can be read once, and it is the app's `fetch` that reads it; what is read here is a copy. */
async function addText(copied: () => unknown, { sent }: Exchange): Promise<void> {
  try {
    const copy = copied();
    sent.add(isObject(copy) ? await method(copy, 'text')?.call(copy) : undefined);
  } catch {
    // Read already, or broken off: the call is told without its request.
  }
}

/** A stream is seen as the app's `fetch` reads it. */
const leaving = ({ sent }: Exchange): Listener => ({ ...NOBODY, chunk: (chunk) => sent.add(chunk) });

/** An error that is the reason which the app gave its signal is that it left. */
function noteReason([input, init]: Arguments, exchange: Exchange, error: unknown): void {
  const signal = init?.signal ?? (isObject(input) ? read(input, 'signal') : undefined);
  if (error !== undefined && isObject(signal) && read(signal, 'reason') === error) exchange.leaveFor(error);
}

/** An answer that nobody has begun to read by the end of its trace ends with it. */
function arriving(exchange: Exchange, args: Arguments): Listener {
  const unread = currentScope()?.trace.unread;
  let waiting: Pending | undefined;
  const end = (error?: unknown): void => {
    if (waiting) unread?.delete(waiting);
    unheld.unregister(exchange);
    exchange.end(error);
  };
  return {
    pending(answer) {
      waiting = answer;
      unread?.add(answer);
    },
    chunk: (chunk) => exchange.received.add(chunk),
    ok: () => end(),
    error(error) {
      noteReason(args, exchange, error);
      end(error);
    },
    cancelled: () => end(new Aborted()),
  };
}
