import { type Fault } from './failure-message.js';

/**
 * The status that Nest answers an error with, where it was thrown for that: an HttpException, one of http-errors or
 * Fastify, or an object that is no Error. Nest before 12 answers any other that has a `statusCode` alike, those of LLM
 * clients too (AI SDK, Cohere, Mistral); that is no reason to take them for an answer.
 */
export function answeredStatus(thrown: Fault): number | undefined {
  const { getStatus, initMessage, statusCode } = thrown;
  const isOfNest = typeof getStatus === 'function' && typeof initMessage === 'function';
  const answered: unknown = isOfNest ? Reflect.apply(getStatus, thrown, []) : statusCode;
  if (typeof answered !== 'number') return undefined;
  return isOfNest || isAnswer(thrown) ? answered : undefined;
}

function isAnswer({ expose, message, stack, constructor }: Fault): boolean {
  if (typeof expose === 'boolean') return true;
  if (typeof constructor === 'function' && constructor.name === 'FastifyError') return true;
  return stack === undefined && typeof message === 'string' && message !== '';
}
