import { types } from 'node:util';
import { isoTime } from '../../entities/element.js';
import { addRetrieval, type MaximRetrieval } from '../../entities/retrieval.js';
import { knownDocuments } from '../../parsers/built-in-retrieval.js';
import { type Opening } from '../opening.js';
import { type Opened } from '../opened.js';
import { accompany, placed, placeFor, scopeIn } from '../place.js';
import { commonConfig, evaluateAs } from './common.js';
import { errorConfig } from './span.js';

/** Opens a retrieval: the arguments are its query, the result its documents. */
export function openRetrieval(opening: Opening<'retrieval'>): Opened<MaximRetrieval> {
  const { core, scope, call } = opening;
  const config = commonConfig(opening);
  const place = placeFor(core.host, scope, config);
  const retrieval = addRetrieval(core.host, place.parent, placed(config, place));
  const input = call.input();
  if (input !== undefined) retrieval.write('update', { input });
  accompany(place, retrieval, input);
  evaluateAs(opening, retrieval);
  const end = (value: unknown): void => {
    const output = call.output(value);
    retrieval.finish({ docs: documents(output), endTimestamp: isoTime() }, output);
  };
  return {
    element: retrieval,
    scope: { ...scopeIn(opening, place), calling: undefined, leaf: retrieval },
    ok: ({ value }) => end(value),
    fail(failure, { tell }) {
      // The protocol has no error of a retrieval: its parent's names it.
      if (!core.errors.isAnswer(failure))
        tell(() => place.parent.error({ ...errorConfig(failure), tags: { elementId: retrieval.id } }));
      retrieval.end();
    },
    cancel({ value }) {
      retrieval.markAs('cancelled');
      end(value);
    },
  };
}

/** The texts of what a store or LangChain gave; else the members of a list. One by itself counts as a list of one. */
function documents(output: unknown): readonly unknown[] {
  if (output === undefined || output === null) return [];
  const found = types.isSet(output) ? Array.from(output) : output;
  if (Array.isArray(found)) return knownDocuments(found) ?? found;
  return knownDocuments(found) ?? knownDocuments([found]) ?? [found];
}
