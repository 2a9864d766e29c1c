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

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');

/** A request's body as JSON, in which its vectors are told by their size. */
export const queryText = (body: Fields): string =>
  jsonText(
    Object.fromEntries(
      Object.entries(body).map(([key, value]) => [key, isVector(value) ? `[${String(value.length)} numbers]` : value]),
    ),
  );
