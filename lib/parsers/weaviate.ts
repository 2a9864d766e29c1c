import { documentText } from './document-text.js';
import { fields, isFields, rows, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** Weaviate's searches, which are GraphQL: the query is its text, the documents those of every class it gets. */
export const weaviate = totalRetrievalParser({
  name: 'weaviate',
  query(request) {
    const query = text(fields(request)['query']);
    return query !== undefined && /^\s*(query\b[^{]*)?\{\s*Get\b/.test(query) ? query : undefined;
  },
  documents(result) {
    const got = fields(fields(result)['data'])['Get'];
    if (!isFields(got)) return undefined;
    return Object.values(got).flatMap((found) => rows(found).map((document) => documentText(document, document)));
  },
});
