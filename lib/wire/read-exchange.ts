import { type ParserRegistry } from '../parsers/registry.js';
import { type Captured } from './captured-search.js';
import { type Exchange } from './exchange.js';
import { readCall } from './read-call.js';
import { readSearch } from './read-search.js';
import { type RecognisedCall } from './recognise.js';

/**
 * Understands an exchange that is over: at once, but where it is encoded or long, so that the app goes on in between.
 *
 * @param parsers those that are asked for a model's call
 * @returns undefined for one that was no call: a redirect's hop, or a stranger's request under such a path
 */
export function readExchange(
  exchange: Exchange,
  recognised: RecognisedCall,
  parsers: ParserRegistry,
): Captured | undefined | Promise<Captured | undefined> {
  const { status } = exchange;
  if (status !== undefined && status >= 300 && status < 400) return undefined;
  const { api } = recognised;
  return 'search' in api ? readSearch(exchange, recognised, api) : readCall({ exchange, recognised, api, parsers });
}
