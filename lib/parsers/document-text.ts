import { jsonText } from './json-text.js';
import { type Fields, isFields, text } from './shape.js';

/** Where stores and the libraries that fill them put a document's text. */
const TEXT_KEYS = ['text', 'content', 'page_content', 'pageContent', 'chunk_text', 'document', '_node_content'];

/** A document's text as its fields tell it; undefined where none of them is one. */
export function fieldsText(fields: unknown): string | undefined {
  if (!isFields(fields)) return undefined;
  return TEXT_KEYS.map((key) => text(fields[key])).find((said) => said !== undefined);
}

/** A found document as text: that among its fields, else all that was found as JSON, long vectors by their size. */
export const documentText = (found: Fields, stored: unknown): string =>
  fieldsText(stored) ?? jsonText(withoutVectors(found, isLongVector));

/** Of so few whole numbers, any may mean something else: the ids of documents, say. */
const FEW = 16;

/** How deep vectors are looked for; what is given may hold itself. */
const DEPTH = 12;

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => typeof item === 'number') &&
  (value.length > FEW || !value.every(Number.isInteger));

/** A document may have a few numbers of its own, such as a place. */
const isLongVector = (value: unknown): value is number[] => isVector(value) && value.length > FEW;

/** The value with its vectors told by their size, and those of a multivector by their number. */
function withoutVectors(value: unknown, isVector: (value: unknown) => value is number[], depth = DEPTH): unknown {
  if (depth === 0) return value;
  if (isVector(value)) return `[${String(value.length)} numbers]`;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    if (isVector(first) && value.every(isVector)) return `[${String(value.length)} × ${String(first.length)} numbers]`;
    return value.map((item) => withoutVectors(item, isVector, depth - 1));
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, withoutVectors(field, isVector, depth - 1)]),
  );
}

/** A request's body as JSON, in which its vectors are told by their size. */
export const queryText = (body: Fields): string => jsonText(withoutVectors(body, isVector));

/** A query's text in which its long vectors are told by their size. */
export const textWithoutVectors = (query: string): string =>
  query.replace(/\[[-+.,\deE\s]*\]/g, (list) => {
    const numbers = list.slice(1, -1).match(/[^,\s]+/g) ?? [];
    return numbers.length > FEW ? `[${String(numbers.length)} numbers]` : list;
  });
