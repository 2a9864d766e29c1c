import { hideInJsonText } from './json-text.js';
import { REDACTED } from './marks.js';
import { isSecretKey } from './secret-keys.js';

/** One scan over every text: its alternatives begin with characters that few words of prose begin with. */
const TOKEN = oneOf(
  /((?:[Bb]earer|BEARER)\s+)(?=\S*[\d_-]|\S{20})[\w.~+/=-]{6,}/,
  /([Bb]asic\s+)[\w+/=-]+/,
  /A(?:KIA|SIA)[A-Z0-9]{16}\b/, // AWS
  /AIza[\w-]{30,}/, // a Google API key
  /ya29\.[\w-]{16,}/, // Google OAuth
  /eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/, // a JWT
);
const HAS_TOKEN = new RegExp(TOKEN.source);
const HYPHENED = oneOf(
  /sk-[\w-]{8,}/, // OpenAI, Anthropic and their like
  /xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,}/, // Slack
  /xai-\w{16,}/,
  /glpat-[\w-]{16,}/, // GitLab
);
const HAS_HYPHENED = new RegExp(HYPHENED.source);
const UNDERSCORED = oneOf(
  /gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}/,
  /hf_[A-Za-z0-9]{20,}/, // Hugging Face
  /gsk_[A-Za-z0-9]{20,}/, // Groq
  /npm_[A-Za-z0-9]{30,}/,
  /[rs]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9]{8,}/, // Stripe
);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]*-----|$)/g;
const USER_IN_URL = /:\/\/[^\s/?#"'<>]+@/g;
/** A parameter of a URL, a field of a form, a line of an environment file. */
const PARAMETER = /(^|[?&\n])([\w.-]{2,64})=([^&\s"'#;\\<>]+)/g;
const HEADER = /authorization["'\\]*\s*[:=]\s*["'\\]*$/i;
/** No secret that is known by its look is shorter: `sk-` and eight characters. */
const SHORTEST = 11;
const IMAGE = /^data:[\w/+.-]+;base64,/;

function oneOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(`\\b(?:${patterns.map(({ source }) => source).join('|')})`, 'g');
}

/** Hides the secrets in a text; gives the text itself where it holds none. */
export function hideInText(text: string): string {
  if (text.length < SHORTEST || (text.startsWith('data:') && IMAGE.test(text))) return text;
  // Nearly every text holds none: a test is cheaper than a replacement, a character cheaper than a pattern.
  let hidden = HAS_TOKEN.test(text) ? text.replace(TOKEN, hideToken) : text;
  if (hidden.includes('-')) hidden = hideHyphened(hidden);
  if (hidden.includes('_')) hidden = hidden.replace(UNDERSCORED, REDACTED);
  if (hidden.includes('@')) hidden = hidden.replace(USER_IN_URL, `://${REDACTED}@`);
  if (hidden.includes('=')) hidden = hidden.replace(PARAMETER, hideParameter);
  return hideInJsonText(hidden);
}

const hideHyphened = (text: string): string => {
  const hidden = HAS_HYPHENED.test(text) ? text.replace(HYPHENED, REDACTED) : text;
  return hidden.includes('PRIVATE KEY') ? hidden.replace(PRIVATE_KEY, REDACTED) : hidden;
};

/** Keeps the scheme before a token. `Basic` is one only in a header: it is a word of prose as well. */
function hideToken(whole: string, bearer: string | undefined, basic: string | undefined, at: number, text: string) {
  if (basic !== undefined && !HEADER.test(text.slice(Math.max(at - 30, 0), at))) return whole;
  return `${bearer ?? basic ?? ''}${REDACTED}`;
}

const hideParameter = (whole: string, lead: string, name: string): string =>
  isSecretKey(name) || ((lead === '?' || lead === '&') && name.toLowerCase() === 'key')
    ? `${lead}${name}=${REDACTED}`
    : whole;
