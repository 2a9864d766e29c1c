import { documentText, queryText } from './document-text.js';
import { type Fields, fields, isFields, items, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** What is searched by: a vector or a text; other points; several searches at once. */
const KEYS = ['vector', 'query', 'prefetch', 'positive', 'target', 'context', 'searches'];

/** A point as a search gives it; a stored one has no score. */
const isFound = (value: unknown): value is Fields => isFields(value) && 'id' in value && 'score' in value;

/** The points of one search: a list, its holder, or those of groups. */
function pointsOf(value: unknown): Fields[] | undefined {
  const { points, groups } = fields(value);
  if (Array.isArray(groups)) return joined(groups.map((group) => fields(group)['hits']));
  const list = points ?? value;
  return Array.isArray(list) && list.every(isFound) ? list : undefined;
}

/** The points of several lists or holders. */
function joined(lists: readonly unknown[]): Fields[] | undefined {
  const found = lists.map(pointsOf);
  return found.every((points) => points !== undefined) ? found.flat() : undefined;
}

/** The points of a result: what the library gives, the wire puts under `result`; of several searches it is a list. */
function points(value: unknown): Fields[] | undefined {
  const inner = fields(value)['result'] ?? value;
  return pointsOf(inner) ?? (Array.isArray(inner) ? joined(items(inner)) : undefined);
}

/** The text of a query that the server embeds itself. */
function asked({ query }: Fields): string | undefined {
  const { text: said, nearest } = fields(query);
  return text(said) ?? text(fields(nearest)['text']);
}

/** Searches, queries and recommendations of Qdrant, alone, in batches and in groups. */
export const qdrant = totalRetrievalParser({
  name: 'qdrant',
  query(request) {
    if (!isFields(request) || 'model' in request || !KEYS.some((key) => key in request)) return undefined;
    return asked(request) ?? queryText(request);
  },
  documents: (result) => points(result)?.map((point) => documentText(point, point['payload'])),
});
