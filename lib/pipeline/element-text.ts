import { REDACTED } from './marks.js';
import { isToken } from './named-value.js';
import { secretKind } from './secret-keys.js';

const NAME = /(?:[\w-]{1,32}:)?([\w.-]{1,64})>/y;
/** A text of several words is none that is secret. */
const WORDS = /[\s<{}]/;
const LONGEST_VALUE = 1024;

/** Hides what stands in elements with names of secrets, of XML and of prompts: `<password>abc</password>`. */
export function hideInElements(text: string): string {
  let hidden = '';
  let from = 0;
  for (let at = text.indexOf('</'); at !== -1; at = text.indexOf('</', at + 2)) {
    NAME.lastIndex = at + 2;
    const kind = secretKind(NAME.exec(text)?.[1] ?? '');
    if (kind === null || kind === 'cookies') continue;
    const value = valueBefore(text, at);
    if (value === undefined || (kind !== 'password' && !isToken(value))) continue;
    hidden += text.slice(from, at - value.length) + REDACTED;
    from = at;
  }
  return from === 0 ? text : hidden + text.slice(from);
}

/** What stands between the tags. */
function valueBefore(text: string, end: number): string | undefined {
  const start = text.lastIndexOf('>', end - 1) + 1;
  const value = start === 0 || end - start > LONGEST_VALUE ? '' : text.slice(start, end);
  return value === '' || WORDS.test(value) ? undefined : value;
}
