import { tmpdir } from 'node:os';

import { type Environment } from './environment.js';
import { type ResolvedTransport, type TransportOptions } from './transport-options.js';
import { wrongOption } from './wrong-option.js';

/** Where lines go and with which key. */
type Address = Pick<ResolvedTransport, 'apiKey' | 'repositoryId' | 'baseUrl'>;

const SPOOL_BYTES = 512_000_000;
/** The spool gives up its oldest part where it is full, a quarter at most, and a batch has to fit into one. */
const BATCHES_IN_SPOOL = 4;
/** `URL` writes every address of the loopback network in one way. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** @throws MaximFault `invalid-option` where the spool holds too few batches */
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
    overflow: given.overflow ?? 'spool',
    retry: Object.freeze({ minDelay: given.retry?.minDelay ?? 500, maxDelay: given.retry?.maxDelay ?? 30_000 }),
    requestTimeout: given.requestTimeout ?? 30_000,
    spool: resolveSpool(given.spool, maxBatchBytes),
    durability: given.durability ?? 'memory',
    shutdownTimeout: given.shutdownTimeout ?? 5_000,
    compress: given.compress ?? false,
    ...(proxy && !isLoopback(address.baseUrl) && { proxy: Object.freeze({ ...proxy }) }),
    ...(dispatcher && { dispatcher }),
  });
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
