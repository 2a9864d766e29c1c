import { documentText, queryText } from './document-text.js';
import { type Fields, fields, isFields, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** A point as a search gives it; a stored one has no score. */
const isFound = (value: unknown): value is Fields => isFields(value) && 'id' in value && 'score' in value;

/** The points of a result: the library gives the list or its holder, the wire puts either under `result`. */
function points(value: unknown): Fields[] | undefined {
  const inner = fields(value)['result'] ?? value;
  const list = fields(inner)['points'] ?? inner;
  return Array.isArray(list) && list.every(isFound) ? list : undefined;
}

/** Searches and queries of Qdrant. */
export const qdrant = totalRetrievalParser({
  name: 'qdrant',
  query(request) {
    if (!isFields(request) || 'model' in request || !('vector' in request || 'query' in request)) return undefined;
    return text(fields(request['query'])['text']) ?? queryText(request);
  },
  documents: (result) => points(result)?.map((point) => documentText(point, point['payload'])),
});
