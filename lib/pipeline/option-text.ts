import { REDACTED } from './marks.js';
import { secretValue } from './named-value.js';
import { secretKind } from './secret-keys.js';

/** An option of a command that its value follows: `--api-key abc`. */
const OPTION = /--([A-Za-z][\w-]{1,40})[ \t](?=[ \t]{0,3}[^\s-])/y;
/** The user and password that curl is given. */
const USER = /(?<!\S)(-u|--user)([ \t]{1,4}["']?[^\s:"']{1,64}:)(?!\$)(?=\S{0,64}[^\d\s])[^\s"']+/g;

/** Hides what follows the name of a secret in the options of commands. */
export function hideInOptions(text: string): string {
  let hidden = '';
  let from = 0;
  for (let at = text.indexOf('--'); at !== -1; at = text.indexOf('--', at + 2)) {
    OPTION.lastIndex = at;
    const [whole = '', name = ''] = OPTION.exec(text) ?? [];
    const kind = whole === '' ? null : secretKind(name);
    if (kind === null) continue;
    const range = secretValue(text, at + whole.length - 1, { kind, start: at, isParameter: false });
    if (!range) continue;
    hidden += text.slice(from, range[0]) + REDACTED;
    from = range[1];
    at = from - 2;
  }
  return from === 0 ? text : hidden + text.slice(from);
}

/** Hides the passwords in the commands of curl. */
export const hideInCurl = (text: string): string => text.replace(USER, `$1$2${REDACTED}`);
