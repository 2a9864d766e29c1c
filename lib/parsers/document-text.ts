import { jsonText } from './json-text.js';
import { type Fields, isFields, text } from './shape.js';

/** Where stores and the libraries that fill them put a document's text. */
const TEXT_KEYS = ['text', 'content', 'page_content', 'pageContent', 'chunk_text', 'document', '_node_content'];

/** A document's text as its fields tell it; undefined where none of them is one. */
export function fieldsText(fields: unknown): string | undefined {
  if (!isFields(fields)) return undefined;
  return TEXT_KEYS.map((key) => text(fields[key])).find((said) => said !== undefined);
}

/** A found document as text: that among its fields, else all that was found as JSON. */
export const documentText = (found: Fields, stored: unknown): string => fieldsText(stored) ?? jsonText(found);

/** Of so few whole numbers, any may mean something else: the ids of documents, say. */
const FEW = 16;

/** How deep vectors are looked for; what is given may hold itself. */
const DEPTH = 12;

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => typeof item === 'number') &&
  (value.length > FEW || !value.every(Number.isInteger));

/** The value with its vectors told by their size, and those of a multivector by their number. */
function withoutVectors(value: unknown, depth = DEPTH): unknown {
  if (depth === 0) return value;
  if (isVector(value)) return `[${String(value.length)} numbers]`;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    if (isVector(first) && value.every(isVector)) return `[${String(value.length)} × ${String(first.length)} numbers]`;
    return value.map((item) => withoutVectors(item, depth - 1));
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutVectors(field, depth - 1)]));
}

/** A request's body as JSON, in which its vectors are told by their size. */
export const queryText = (body: Fields): string => jsonText(withoutVectors(body));
