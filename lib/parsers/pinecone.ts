import { documentText, queryText } from './document-text.js';
import { type Fields, fields, isFields, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

const areRows = (value: unknown): value is Fields[] => Array.isArray(value) && value.every(isFields);

/** Queries by vector or id, and searches by text, of Pinecone. */
export const pinecone = totalRetrievalParser({
  name: 'pinecone',
  query(request) {
    if (!isFields(request)) return undefined;
    const { inputs, topK, top_k } = fields(request['query'] ?? request);
    if (topK === undefined && top_k === undefined) return undefined;
    return text(fields(inputs)['text']) ?? queryText(request);
  },
  documents(result) {
    if (!isFields(result)) return undefined;
    const { matches } = result;
    const { hits } = fields(result['result']);
    if (areRows(matches)) return matches.map((match) => documentText(match, match['metadata']));
    return areRows(hits) ? hits.map((hit) => documentText(hit, hit['fields'])) : undefined;
  },
});
