import { Endings } from './endings.js';
import { REDACTED } from './marks.js';
import { type Range, secretValue } from './named-value.js';
import { type SecretKind, secretKind } from './secret-keys.js';

const LONGEST_NAME = 64;
const [SPACE, APOSTROPHE, STAR, HYPHEN, EQUALS] = [0x20, 0x27, 0x2a, 0x2d, 0x3d];
const [BACKSLASH, UNDERSCORE, BACKTICK] = [0x5c, 0x5f, 0x60];

const ENDS = 'on en ns ie rd wd ds ey ys et ts wt lt sh rm at se ls al tp ss rt de na ha';
/** How the names of secrets end: most words that stand before a colon end otherwise. */
const ENDINGS = new Endings(ENDS);
/** Before an equals sign are also names of parameters, and names of settings with what tells one from another. */
const SETTING_ENDINGS = new Endings(`${ENDS} ig re od ev ld ew em ue st ng ry up`);
/** What is a secret as a parameter of a URL only; a signature lets in whoever has the URL. */
const PARAMETERS = new Set(['key', 'sig', 'signature', 'x-amz-signature', 'x-goog-signature']);

/** Hides what follows the name of a secret and `:` or `=`: headers, connection strings, parameters, settings. */
export function hideNamed(text: string): string {
  let colon = text.indexOf(':');
  let equals = text.indexOf('=');
  let hidden = '';
  let from = 0;
  while (colon !== -1 || equals !== -1) {
    const at = equals === -1 || (colon !== -1 && colon < equals) ? colon : equals;
    const range = mayBeNamed(text, at) ? secretAt(text, at) : undefined;
    if (range) {
      hidden += text.slice(from, range[0]) + REDACTED;
      from = range[1];
    }
    const next = range ? from : at + 1;
    if (colon !== -1 && colon < next) colon = text.indexOf(':', next);
    if (equals !== -1 && equals < next) equals = text.indexOf('=', next);
  }
  return from === 0 ? text : hidden + text.slice(from);
}

/** A quick look at the two letters before a separator: a space, a quote, markup and digits may stand between. */
function mayBeNamed(text: string, at: number): boolean {
  let end = at - 1;
  let last = text.charCodeAt(end);
  if (last === SPACE) last = text.charCodeAt(--end);
  if (last === APOSTROPHE) last = text.charCodeAt(--end);
  while ((last === STAR || last === BACKTICK) && at - end < 5) last = text.charCodeAt(--end);
  while (isOfNumber(last) && at - end < 5) last = text.charCodeAt(--end);
  return last > 0x40 && (text.charCodeAt(at) === EQUALS ? SETTING_ENDINGS : ENDINGS).has(text, end + 1);
}

/** A digit, or what stands before some in a name: `API_KEY_2`. */
const isOfNumber = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === UNDERSCORE || code === HYPHEN;

function secretAt(text: string, at: number): Range | undefined {
  let end = text.charCodeAt(at - 1) === SPACE ? at - 1 : at;
  const isQuoted = text.charCodeAt(end - 1) === APOSTROPHE;
  if (isQuoted) end -= 1;
  while (isMarkup(text.charCodeAt(end - 1)) && at - end < 4) end -= 1;
  const start = startOfName(text, end);
  const name = text.slice(start, end);
  const before = text.charAt(start - 1);
  const isOfUrl = (before === '?' || before === '&') && PARAMETERS.has(name.toLowerCase());
  const kind = isOfUrl ? 'token' : (secretKind(name) ?? kindOfWords(text, start, name));
  if (kind === null || kind === 'cookies' || (isQuoted && before !== "'")) return undefined;
  return secretValue(text, at, { kind, start, isParameter: /^[?&\n]?$/.test(before) });
}

const isMarkup = (code: number): boolean => code === STAR || code === BACKTICK;

/** Of a key that words tell: `API key: abc`. */
function kindOfWords(text: string, start: number, name: string): SecretKind | null {
  if (name.length > 4 || text.charCodeAt(start - 1) !== SPACE || !/^keys?$/i.test(name)) return null;
  return secretKind(text.slice(startOfName(text, start - 1), start - 1) + name);
}

function startOfName(text: string, end: number): number {
  let start = end;
  while (end - start < LONGEST_NAME && isOfName(text.charCodeAt(start - 1))) start -= 1;
  // In JSON text the line before it ends in `\n`.
  const isEscape = text.charCodeAt(start - 1) === BACKSLASH && /[nrt]/.test(text.charAt(start));
  return isEscape ? start + 1 : start;
}

const isOfName = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x2d && code <= 0x2e) || // - and .
  code === 0x5f;
