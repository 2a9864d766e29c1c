import { REDACTED } from './marks.js';
import { secretKind } from './secret-keys.js';

/** A member's name and colon in JSON text, which may itself stand in a JSON string: its quotes are then escaped. */
const MEMBER = /(\\{0,15})"([\w .\u00c0-\uffff-]{1,64})\1"\s*:\s*/g;
/** What is no secret: nothing, a flag, and the empty text. */
const HARMLESS = /^(?:null|true|false|\\*"\\*")/;
/** What a server makes of cookies, or pairs; not a list of cakes. */
const COOKIES = /^\[?\s*(?:\\*"[^"=\\]{1,32}=|\{\s*\\*")/;

/** Hides the values of secret names in JSON text, wherever in a text it stands. All else stays as it is written. */
export function hideInJsonText(text: string): string {
  if (!hasMember(text)) return text;
  let hidden = '';
  let from = 0;
  MEMBER.lastIndex = 0;
  for (let member = MEMBER.exec(text); member !== null; member = MEMBER.exec(text)) {
    const [, escape = '', name = ''] = member;
    const kind = secretKind(name);
    if (kind === null) continue;
    const start = MEMBER.lastIndex;
    const sample = text.slice(start, start + 40);
    if (HARMLESS.test(sample) || (kind === 'cookies' && !COOKIES.test(sample))) continue;
    const end = endOfValue(text, start, escape.length);
    hidden += `${text.slice(from, start)}${escape}"${REDACTED}${escape}"`;
    from = MEMBER.lastIndex = end;
  }
  return from === 0 ? text : hidden + text.slice(from);
}

/** Whether a quote stands before a colon: looked for by character, which is far cheaper than by pattern. */
function hasMember(text: string): boolean {
  for (let quote = text.indexOf('"'); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    const next = text.charAt(quote + 1);
    if (next === ':' || (next === ' ' && text.charAt(quote + 2) === ':')) return true;
  }
  return false;
}

/** Where the JSON value that begins at `start` is over; at the text's end where it was cut. */
function endOfValue(text: string, start: number, escapes: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at, escapes);
    else if (character === '{' || character === '[') depth++;
    else if (depth > 0 && (character === '}' || character === ']')) depth--;
    else if (depth === 0 && /[\s,\]}]/.test(character)) return at;
    else continue;
    if (depth === 0) return Math.min(at + 1, text.length);
  }
  return text.length;
}

/** The closing quote of the string that opens at `open`: of those after it, the first that is escaped no deeper. */
function endOfString(text: string, open: number, escapes: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charAt(at - 1 - slashes) === '\\') slashes++;
    // Each level doubles the backslashes of the one inside it and adds its own.
    if (slashes % (2 * (escapes + 1)) === escapes) return at;
  }
  return text.length;
}
