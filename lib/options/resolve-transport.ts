import { tmpdir } from 'node:os';

import { type Environment } from './environment.js';
import { type ResolvedTransport, type TransportOptions } from './transport-options.js';
import { withoutSpool, wrongOption } from './wrong-option.js';

/** Where lines go and with which key. */
type Address = Pick<ResolvedTransport, 'apiKey' | 'repositoryId' | 'baseUrl'>;

const MIN_DELAY = 500;
const MAX_DELAY = 30_000;
const SPOOL_BYTES = 512_000_000;
/** The spool gives up its oldest part where it is full, a quarter at most, and a batch has to fit into one. */
const BATCHES_IN_SPOOL = 4;
/** `URL` writes every address of the loopback network in one way. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** @throws MaximFault `invalid-option` where two options contradict each other */
export function resolveTransport(
  given: TransportOptions,
  address: Address,
  proxy?: Environment['proxy'],
): ResolvedTransport {
  const { dispatcher } = given;
  const maxBatchBytes = given.maxBatchBytes ?? 1_000_000;
  return Object.freeze({
    ...address,
    flushInterval: given.flushInterval ?? 250,
    maxBatchBytes,
    maxQueueBytes: given.maxQueueBytes ?? 64_000_000,
    overflow: resolveOverflow(given),
    retry: resolveRetry(given.retry),
    requestTimeout: given.requestTimeout ?? 30_000,
    spool: resolveSpool(given.spool, maxBatchBytes),
    durability: resolveDurability(given),
    shutdownTimeout: given.shutdownTimeout ?? 5_000,
    compress: given.compress ?? false,
    ...(proxy && !isLoopback(address.baseUrl) && { proxy: Object.freeze({ ...proxy }) }),
    ...(dispatcher && { dispatcher }),
  });
}

function resolveRetry({ minDelay, maxDelay }: NonNullable<TransportOptions['retry']> = {}): ResolvedTransport['retry'] {
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw wrongOption('transport.retry.minDelay', minDelay, `at most transport.retry.maxDelay, which is ${maxDelay}`);
  }
  const least = minDelay ?? Math.min(MIN_DELAY, maxDelay ?? MIN_DELAY);
  return Object.freeze({ minDelay: least, maxDelay: maxDelay ?? Math.max(MAX_DELAY, least) });
}

function resolveDurability({
  durability = 'memory',
  spool,
}: TransportOptions): NonNullable<ResolvedTransport['durability']> {
  if (durability === 'memory' || spool !== false) return durability;
  throw withoutSpool('transport.durability', durability, "Give 'memory'");
}

/** The default does without a spool. */
function resolveOverflow({ overflow, spool }: TransportOptions): NonNullable<ResolvedTransport['overflow']> {
  if (overflow !== 'spool' || spool !== false) return overflow ?? 'spool';
  throw withoutSpool('transport.overflow', overflow, "Give 'drop-oldest' or 'drop-newest'");
}

function resolveSpool(
  given: TransportOptions['spool'],
  maxBatchBytes: number,
): NonNullable<ResolvedTransport['spool']> {
  if (given === false) return false;
  const least = BATCHES_IN_SPOOL * maxBatchBytes;
  const maxBytes = given?.maxBytes ?? Math.max(SPOOL_BYTES, least);
  if (maxBytes < least) {
    throw wrongOption('transport.spool.maxBytes', maxBytes, `at least ${least}, four times transport.maxBatchBytes`);
  }
  return Object.freeze({ dir: given?.dir || tmpdir(), maxBytes });
}

/** No proxy leads back to this machine. */
const isLoopback = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);
