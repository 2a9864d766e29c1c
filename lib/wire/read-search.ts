import { queryText } from '../parsers/document-text.js';
import { errorBody } from '../parsers/error-body.js';
import { present } from '../parsers/present.js';
import { answerBody } from './answer-body.js';
import { type SearchApi } from './apis.js';
import { type CapturedSearch } from './captured-search.js';
import { endingOf, timesOf } from './ending.js';
import { type Exchange } from './exchange.js';
import { type RecognisedCall } from './recognise.js';
import { requestBody, sentText } from './request-body.js';

/**
 * Understands the exchange of a search.
 *
 * @returns undefined where body or answer are those of something else
 */
export async function readSearch(
  exchange: Exchange,
  recognised: RecognisedCall,
  api: SearchApi,
): Promise<CapturedSearch | undefined> {
  const body = exchange.sent.truncated ? undefined : requestBody(sentText(exchange));
  const query = body && (api.search.query(body) ?? (recognised.isKnownHost ? queryText(body) : undefined));
  if (query === undefined || (!recognised.isKnownHost && api.isSearch?.(body ?? {}) === false)) return undefined;
  const answer = (await answerBody(exchange))?.value;
  const documents = api.search.documents(answer);
  const said = documents ? { isComplete: true } : { isComplete: false, ...present({ error: errorBody(answer) }) };
  const ending = endingOf(exchange, said);
  if (ending.outcome === 'ok' && !documents) return undefined;
  const { provider } = recognised;
  return {
    recognised,
    provider,
    query,
    ...present({ documents, status: exchange.status }),
    ...ending,
    ...timesOf(exchange),
  };
}
