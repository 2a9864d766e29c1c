import { type Scope } from '../../context/scope.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { present } from '../../parsers/present.js';
import { type CapturedSearch } from '../captured-search.js';
import { type CallPlace } from './place.js';

/** The scope that a search is written in; undefined outside of one, and where a recorded retrieval tells of it. */
export const scopeOfSearch = ({ scope }: CallPlace): Scope | undefined =>
  scope?.leaf?.entity === 'retrieval' ? undefined : scope;

interface SearchPlace extends Pick<CallPlace, 'id'>, Pick<Scope, 'parent'> {}

/** Writes a search as a retrieval where it was made. */
export function writeRetrieval(logger: MaximLogger, search: CapturedSearch, { id, parent }: SearchPlace): void {
  const { provider, recognised, query, documents = [], outcome, error, startedAt, endedAt } = search;
  const retrieval = logger.retrieval({
    id,
    name: [provider, recognised.api.operation, recognised.target].filter(Boolean).join(' '),
    tags: { provider },
    startTimestamp: startedAt,
  });
  retrieval.input(query);
  if (error) parent.error({ ...present({ name: error.type }), ...error, tags: { elementId: retrieval.id } });
  if (outcome === 'cancelled' || outcome === 'unfinished') retrieval.markAs(outcome);
  retrieval.finish({ docs: documents, endTimestamp: endedAt.toISOString() });
}
