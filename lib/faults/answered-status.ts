import { type Fault } from './failure-message.js';

/** Members of an error that stands for an answer. One of a client has more: the response, its headers, its body. */
const KNOWN = new Set('stack message name code cause status statusCode error errors details'.split(' '));

/**
 * The status that Nest answers an error with, where it was thrown for that: an HttpException, one of http-errors or
 * Fastify, or a plain one with a `statusCode`. Nest answers any other that has one alike, those of LLM clients too
 * (AI SDK, Cohere, Mistral); that is no reason to take them for an answer.
 */
export function answeredStatus(thrown: Fault): number | undefined {
  const { getStatus, statusCode, message, expose } = thrown;
  const answered: unknown = typeof getStatus === 'function' ? Reflect.apply(getStatus, thrown, []) : statusCode;
  if (typeof answered !== 'number') return undefined;
  if (typeof getStatus === 'function') return answered;
  return message && (typeof expose === 'boolean' || isPlain(thrown)) ? answered : undefined;
}

/** Of no class of its own, which a client's error has. */
function isPlain(thrown: Fault): boolean {
  const { name, constructor } = thrown;
  const className = typeof constructor === 'function' ? constructor.name : undefined;
  return (
    (className === 'Error' || className === 'Object' || name === 'FastifyError') &&
    Object.getOwnPropertyNames(thrown).every((key) => KNOWN.has(key))
  );
}
