import { type Claim } from './claim.js';
import { Exchange, Unfinished } from './exchange.js';
import { peekAnswer } from './peek-answer.js';
import { readExchange } from './read-exchange.js';
import { type RecognisedCall } from './recognise.js';

/** It went well, and neither what was asked nor what was answered passed by: its client has another way for that. */
const isUnseen = ({ status = 0, sent, received }: Exchange): boolean =>
  status >= 200 && status < 300 && [sent, received].every(({ chunks, truncated }) => chunks.length === 0 && !truncated);

const unseen = ({ url }: RecognisedCall): Error =>
  new Error(`nothing of a call to ${url} was seen but that it was made; hand its client observeFetch()`);

/**
 * The exchange of a call that was claimed, which is read when it is over.
 *
 * @param headers of the request, as its client holds them
 */
export function exchangeOf(claim: Claim, headers: unknown): Exchange {
  const { recognised, parsers } = claim;
  const exchange = new Exchange(headers, () => {
    if (recognised.isKnownHost && isUnseen(exchange)) claim.fault(unseen(recognised));
    claim.tell(() => readExchange(exchange, recognised, parsers));
  });
  claim.peek = () => peekAnswer(exchange, recognised, parsers);
  claim.abandon = () => exchange.end(new Unfinished());
  return exchange;
}
