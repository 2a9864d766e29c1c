import { errorBody } from '../parsers/error-body.js';
import { fields, isFields, text } from '../parsers/shape.js';

/** Those whose errors are a message alone. */
const BARE = new Set(['bedrock', 'cohere', 'mistral']);

/** Those of FastAPI among their servers, which tell a failed request in their own way. */
const DETAILED = new Set(['openai', 'mistral', 'cohere']);

/**
 * Whether an error has the shape that a provider, or a gateway of its API, gives it. One that tells nothing may be
 * anyone's.
 */
export function isOwnError(provider: string, body: unknown): boolean {
  const value = fields(Array.isArray(body) ? body[0] : body);
  const { error, object, detail, message, statusCode } = value;
  if (isFields(error)) return text(error['message']) !== undefined;
  if (text(error) !== undefined) return message === undefined && statusCode === undefined;
  if (DETAILED.has(provider) && (object === 'error' || detail !== undefined)) return true;
  return errorBody(body) === undefined || (BARE.has(provider) && statusCode === undefined);
}
