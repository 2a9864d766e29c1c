import { type SecretKind } from './secret-keys.js';

/** From where to where a text is hidden. */
export type Range = readonly [start: number, end: number];

/** A name of a secret in a text. */
export interface Named {
  readonly kind: SecretKind;
  readonly start: number;
  /** It is where a parameter of a URL is, a field of a form or a line of an environment file. */
  readonly isParameter: boolean;
}

const PARAMETER = /[^&\s"'#;\\<>]+/y;
const OPENING = /(\\{0,15})(["'`])/y;
const WORD = /[^\s"'`\\,;<>&]+/y;
const SAMPLE = /[^\s"'`\\,;<>&]{1,128}/y;
const PAIR = '[\\w-]{1,40}[ \\t]?=(?:\\\\*"[^"\\r\\n\\\\]*\\\\*"|[^\\s"\',;\\\\]+)';
const CREDENTIALS = new RegExp(`${PAIR}(?:,[ \\t]*${PAIR})*|[^\\s"'\`<>\\\\,;]+`, 'y');
const SCHEME = /([\w-]{2,32})[ \t]{1,4}/y;
const SCHEMES =
  /^(?:bearer|token|api-?key|key|digest|negotiate|ntlm|hmac|hawk|oauth|signature|bot|ssws|genie-?key|aws4-hmac-sha256)$/i;
/** In a connection string, so that it may hold a semicolon. */
const BRACED = /[^{}\r\n]+(?=\})/y;
/** Markdown: what closes around a name behind its colon. */
const EMPHASIS = /(?:\*{1,3}|_{1,2})(?=[ \t])/y;
const COOKIES = /[\w!#$%&*.^|~+-]{1,64}=[^\r\n"'\\]*/y;

/** What stands for a value, or names its type: a structure, a variable, a mask, an expression. */
const NO_VALUE =
  /^(?:[{[(<|]|\$[{(]|\$[A-Z_]+$|\*+$|[A-Za-z_$][\w$.?]*[([]|(?:process|os|self|this|config|env|settings)\.)/;
const TYPE =
  /^(?:none|null|nil|undefined|true|false|str|string|number|int|integer|bool|boolean|any|unknown|never|void|text|varchar|object|bytes|required|optional)!?$/i;
const PLACEHOLDER = /^(?:\*+|<[^<>]*>)?$|\$\{|\{\{/;
/** `case-sensitive`, `user.password`, an address. */
const PROSE = /^\p{L}+(?:[-/’]\p{L}+){1,2}$|^[A-Za-z_$]+(?:\??\.[A-Za-z_$]+)+$|:\/\//u;

/** Where the value is that follows a name and its separator; undefined where it is no secret by its look. */
export function secretValue(text: string, separator: number, named: Named): Range | undefined {
  const isEquals = text.charAt(separator) === '=';
  const isAuthorization = named.kind === 'authorization';
  if (isEquals && named.isParameter) {
    const range =
      (isAuthorization ? credentials(text, separator + 1) : undefined) ?? rangeOf(PARAMETER, text, separator + 1);
    if (range) return range;
  }
  const start = afterSpace(text, endOf(EMPHASIS, text, separator + 1) ?? separator + 1);
  const first = text.charAt(start);
  if (first === '{' && text.charAt(named.start - 1) === ';') return rangeOf(BRACED, text, start + 1);
  if (start === separator + 1 && /[=>:/]/.test(first)) return undefined;
  if (/["'`\\]/.test(first)) return quoted(text, start);
  if (isAuthorization) return credentials(text, start);
  if (named.kind === 'cookie' && !isEquals) return rangeOf(COOKIES, text, start);
  const isClose = isEquals && start === separator + 1 && text.charAt(separator - 1) !== ' ';
  return word(text, start, isClose ? undefined : named);
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function rangeOf(pattern: RegExp, text: string, start: number): Range | undefined {
  const end = endOf(pattern, text, start);
  return end === undefined ? undefined : [start, end];
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  return at;
}

/** What is between quotes, which may be escaped; to the end of the line where they do not close. */
function quoted(text: string, open: number): Range | undefined {
  OPENING.lastIndex = open;
  const [quote = ''] = OPENING.exec(text) ?? [];
  if (quote === '') return undefined;
  const start = open + quote.length;
  let end = text.indexOf(quote, start);
  if (quote.length === 1) while (end > start && text.charAt(end - 1) === '\\') end = text.indexOf(quote, end + 1);
  const value = text.slice(start, end === -1 ? text.length : end);
  const line = value.indexOf('\n');
  const inLine = line === -1 ? value : value.slice(0, line);
  return PLACEHOLDER.test(inLine.slice(0, 128)) ? undefined : [start, start + inLine.length];
}

/** Of an authorization header; the scheme stays to be seen. */
function credentials(text: string, start: number): Range | undefined {
  SCHEME.lastIndex = start;
  const [whole = '', scheme = ''] = SCHEME.exec(text) ?? [];
  const from = start + whole.length;
  const sample = sampleAt(text, from);
  if (sample === '' || NO_VALUE.test(sample)) return undefined;
  const isSecret =
    scheme.toLowerCase() === 'basic' ||
    (SCHEMES.test(scheme) ? sample.length > 5 && (sample.length > 15 || /[^A-Za-z]/.test(sample)) : isToken(sample));
  return isSecret ? rangeOf(CREDENTIALS, text, from) : undefined;
}

/** So much of a word tells what it is: what is not hidden is looked at again, and that must not take long. */
function sampleAt(text: string, start: number): string {
  SAMPLE.lastIndex = start;
  return SAMPLE.exec(text)?.[0] ?? '';
}

/** @param named where a word of prose may follow it, since it does not stand close */
function word(text: string, start: number, named: Named | undefined): Range | undefined {
  const sample = sampleAt(text, start);
  const shown = sample.replace(/[.:?)\]}]+$/, '');
  if (shown === '' || NO_VALUE.test(shown) || NO_VALUE.test(sample) || TYPE.test(shown)) return undefined;
  if (named && !isSecretWord(shown, text, start, named)) return undefined;
  const end = endOf(WORD, text, start) ?? start;
  return [start, end - start === sample.length ? start + shown.length : end];
}

function isSecretWord(word: string, text: string, start: number, { kind, start: nameStart }: Named): boolean {
  if (kind !== 'password') return isToken(word) || (kind === 'code' && /^\d{4,10}$/.test(word));
  if (/[^\p{L}]/u.test(word)) return word.length >= 4 && !PROSE.test(word);
  // A word alone: only as a setting of its own line.
  return (
    /^[a-z]{5,}$/.test(word) &&
    /(?:^|\n)[ \t*-]*$/.test(text.slice(Math.max(0, nameStart - 16), nameStart)) &&
    /^[ \t]*(?:[\r\n]|$)/.test(text.slice(start + word.length, start + word.length + 16))
  );
}

/** Whether a word looks like what a machine made. */
export const isToken = (word: string): boolean =>
  word.length >= 8 && /\d/.test(word) && /[A-Za-z]/.test(word) && !word.includes('://');
