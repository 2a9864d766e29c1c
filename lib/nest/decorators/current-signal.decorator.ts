import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { signalOf } from '../entry-points/http/request-signal.js';
import { isRawResponse, type RawResponse } from '../entry-points/http/response-end.js';

/**
 * Gives a handler the `AbortSignal` of its request, aborted when the client goes away before the response was sent in
 * full. Pass it to the model's client, so that nothing is generated, and billed, that nobody reads.
 *
 * It works where the module is disabled too. Outside HTTP the signal never aborts.
 */
export const CurrentSignal: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): AbortSignal => {
    const response = context.getType() === 'http' ? rawResponse(context.switchToHttp().getResponse()) : undefined;
    return response ? signalOf(response) : new AbortController().signal;
  },
);

/** Fastify's reply holds Node's own response. */
function rawResponse(response: unknown): RawResponse | undefined {
  if (isRawResponse(response)) return response;
  if (typeof response !== 'object' || response === null || !('raw' in response)) return undefined;
  return isRawResponse(response.raw) ? response.raw : undefined;
}
