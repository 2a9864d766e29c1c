import { type GenerationError } from '../protocol/result.js';
import { present } from './present.js';
import { fields, isFields, items, text } from './shape.js';

/** A word for a code or a kind; numbers are written out. */
const word = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : text(value));

/**
 * The error that the body of a failed call tells, whichever provider sent it: `{ error: { message, type, code } }`
 * (OpenAI, Anthropic, Google, also alone in an array), `{ error: '…' }` (Ollama, Qdrant under `status`), `{ message }`
 * itself (Mistral, Cohere, AWS, Pinecone), or GraphQL's `{ errors }` (Weaviate). Undefined where it tells none.
 */
export function errorBody(body: unknown): GenerationError | undefined {
  const value: unknown = Array.isArray(body) ? body[0] : body;
  if (!isFields(value)) return undefined;
  const { status: state, errors, error = fields(state)['error'] ?? items(errors)[0] } = value;
  if (text(error) !== undefined) return { message: String(error) };
  const told = isFields(error) ? error : value;
  const message = text(told['message']) ?? text(told['Message']) ?? text(told['detail']);
  if (message === undefined) return undefined;
  const { code, status, type, __type } = told;
  return present({ message, code: word(code), type: word(type) ?? word(status) ?? word(__type) });
}
