import { documentText, textWithoutVectors } from './document-text.js';
import { fields, isFields, items, rows, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** Weaviate's searches, which are GraphQL: the query is its text, the documents those of every class it gets. */
export const weaviate = totalRetrievalParser({
  name: 'weaviate',
  query(request) {
    const query = text(fields(request)['query']);
    return query !== undefined && /^\s*(query\b[^{]*)?\{\s*Get\b/.test(query) ? textWithoutVectors(query) : undefined;
  },
  documents(result) {
    const { data, errors } = fields(result);
    const got = fields(data)['Get'];
    if (!isFields(got)) return undefined;
    const found = Object.values(got).flatMap((list) => rows(list));
    if (found.length === 0 && items(errors).length > 0) return undefined; // GraphQL fails with status 200.
    return found.map((document) => documentText(document, document));
  },
});
