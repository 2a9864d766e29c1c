import { hideInJsonText } from './json-text.js';
import { hideInElements } from './element-text.js';
import { HYPHENED, UNDERSCORED } from './marked-text.js';
import { REDACTED } from './marks.js';
import { hideNamed } from './named-text.js';
import { hideInCurl, hideInOptions } from './option-text.js';
import { isSecretKey } from './secret-keys.js';

/** One scan over every text: its alternatives begin with characters that few words of prose begin with. */
const TOKEN = oneOf(
  /((?:[Bb]earer|BEARER)[\s:]\s*)(?=\S{0,19}[\d_-]|\S{20})[\w.~+/=-]{6,}/,
  /A(?:KIA|SIA)[A-Z0-9]{16}\b/, // AWS
  /AIza[\w-]{30,}/, // a Google API key
  /ya29\.[\w-]{16,}/, // Google OAuth
  /(?<!-)eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/, // a JWT
  /dapi[0-9a-f]{32}/, // Databricks
  /SG\.[\w-]{16,}\.[\w-]{16,}/, // SendGrid
);
/** Of Bedrock, and of Google, looked for by a letter: two more beginnings that are alike make the scan twice as long. */
const LATER_TOKEN = /\b(?:ABSK[A-Za-z0-9+/]{40,}={0,2}|AQ\.[\w-]{30,})/g;
const HAS_TOKEN = new RegExp(TOKEN.source);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]*-----|$)/g;
const USER_IN_URL = /:\/\/[^\s/?#"'<>]+@/g;
/** No secret that is known by its look or by its name is shorter: `sk-` and eight characters, `otp=123456`. */
const SHORTEST = 10;
/** The path of such an address is all that it takes to write there. */
const WEBHOOK =
  /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/|\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w/-]+/g;
/** Of an address inside of another one's. */
const ENCODED_PARAMETER = /(%3F|%26|%23|[?&#=\s"']|^)([\w.-]{2,64})%3D((?:[^%&\s"'<>\\]|%(?!26|23)[\dA-F]{2})+)/gi;
const IMAGE = /^data:[\w/+.-]+;base64,/;

function oneOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(`\\b(?:${patterns.map(({ source }) => source).join('|')})`, 'g');
}

const SIGNED = /[?&](?:sig|signature|x-(?:amz|goog)-signature)=/i;

/** The same in an address that is to be opened: one that is signed opens only as it is. */
export const hideInAddress = (url: string): string => (SIGNED.test(url) ? url : hideInText(url));

/** Hides the secrets in a text; gives the text itself where it holds none. */
export function hideInText(text: string): string {
  if (text.length < SHORTEST || (text.startsWith('data:') && IMAGE.test(text))) return text;
  // Nearly every text holds none: a test is cheaper than a replacement, a character cheaper than a pattern.
  let hidden = HAS_TOKEN.test(text) ? text.replace(TOKEN, hideToken) : text;
  if (hidden.includes('K') || hidden.includes('Q')) hidden = hidden.replace(LATER_TOKEN, REDACTED);
  if (hidden.startsWith('asic ', 1)) hidden = hideBasic(hidden);
  if (hidden.includes('-')) hidden = hideHyphened(hidden);
  if (hidden.includes('_')) hidden = UNDERSCORED.hide(hidden);
  if (hidden.includes('@')) hidden = hidden.replace(USER_IN_URL, `://${REDACTED}@`);
  if (hidden.includes('<')) hidden = hideInElements(hidden);
  if (hidden.includes('hooks')) hidden = hidden.replace(WEBHOOK, `$1${REDACTED}`);
  if (hidden.includes('%3D') || hidden.includes('%3d')) hidden = hidden.replace(ENCODED_PARAMETER, hideParameter);
  return hideInJsonText(hideNamed(hidden));
}

const hideHyphened = (text: string): string => {
  let hidden = HYPHENED.hide(text);
  if (hidden.includes('--')) hidden = hideInOptions(hidden);
  if (hidden.includes('curl')) hidden = hideInCurl(hidden);
  return hidden.includes('PRIVATE KEY') ? hidden.replace(PRIVATE_KEY, REDACTED) : hidden;
};

const hideParameter = (whole: string, before: string, name: string): string =>
  isSecretKey(name) ? `${before}${name}%3D${REDACTED}` : whole;

/** Keeps the scheme before a token. */
const hideToken = (_whole: string, bearer = ''): string => `${bearer}${REDACTED}`;

/** Of a header's value by itself: what looks like one in prose hardly ever is. */
const hideBasic = (text: string): string =>
  text.replace(BASIC, (whole, scheme: string, base64: string) =>
    USER_AND_PASSWORD.test(Buffer.from(base64, 'base64').toString('latin1')) ? scheme + REDACTED : whole,
  );
const BASIC = /^([Bb]asic )([A-Za-z0-9+/]{6,}={0,2})/;
const USER_AND_PASSWORD = /^[\x20-\x7e]*:[\x20-\x7e]*$/;
