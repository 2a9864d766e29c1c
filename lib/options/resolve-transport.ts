import { type ResolvedTransport, type TransportOptions } from './transport-options.js';

/** Where lines go and with which key. */
type Address = Pick<ResolvedTransport, 'apiKey' | 'repositoryId' | 'baseUrl'>;

export function resolveTransport(given: TransportOptions, address: Address): ResolvedTransport {
  const { dispatcher } = given;
  return Object.freeze({
    ...address,
    flushInterval: given.flushInterval ?? 250,
    maxBatchBytes: given.maxBatchBytes ?? 1_000_000,
    maxQueueBytes: given.maxQueueBytes ?? 64_000_000,
    retry: Object.freeze({ minDelay: given.retry?.minDelay ?? 500, maxDelay: given.retry?.maxDelay ?? 30_000 }),
    requestTimeout: given.requestTimeout ?? 30_000,
    shutdownTimeout: given.shutdownTimeout ?? 5_000,
    ...(dispatcher && { dispatcher }),
  });
}
