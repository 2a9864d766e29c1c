import { type ResolvedPipeline } from '../options/pipeline-options.js';
import { type Censor } from '../protocol/plain/manner.js';
import { namesBy } from '../protocol/plain/quote.js';
import { hideCardsInText, isCardNumber } from './cards.js';
import { REDACTED_JSON } from './marks.js';
import { hideInText } from './secret-text.js';
import { hideNamedItem, hideSecretMember } from './secrets.js';

/**
 * Hides secrets and cards, as far as the options ask for it.
 *
 * @param hide gives a text without its secrets
 */
export function censorOf(
  { redactSecrets, redactCards }: Pick<ResolvedPipeline, 'redactSecrets' | 'redactCards'>,
  hide = hideInText,
): Censor | undefined {
  if (!redactSecrets && !redactCards) return undefined;
  const withoutSecrets = redactSecrets ? hide : same;
  const shown = redactCards ? (text: string): string => hideCardsInText(withoutSecrets(text)) : withoutSecrets;
  return {
    text: shown,
    number: redactCards ? (value) => (isCardNumber(value) ? REDACTED_JSON : undefined) : () => undefined,
    member: redactSecrets ? hideSecretMember : (_key, json) => json,
    name: namesBy(shown),
    named: redactSecrets ? hideNamedItem : (_before, json) => json,
  };
}

const same = (text: string): string => text;
