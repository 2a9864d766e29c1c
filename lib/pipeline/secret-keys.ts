const words = (text: string): string => text.trim().replace(/\s+/g, '|');

const SECRET_KEYS = new Set(
  (
    'token pwd credential credentials ' +
    'accesskey secretaccesskey accesskeysecret sessiontoken securitytoken xamzsecuritytoken xtoken ' +
    'clientassertion codeverifier samlresponse'
  ).split(' '),
);
/** What hangs on a password and is none the less one, or as good as one. */
const PASSWORD =
  /(?:password|passwd|passphrase|passcode|pswd|passwort|kennwort|wachtwoord|motdepasse|contrasena|losenord)s?(?:hash|hashed|digest|salt|confirm|confirmation|repeat|repeated|again|old|new|plain|text|value|encrypted)?\d*$/;
/** Whose keys and tokens are secrets, without an `api` before them. */
const VENDORS = words(`
  openai anthropic claude gemini google gcp azure aws mistral cohere groq xai grok deepseek openrouter perplexity
  together fireworks replicate huggingface hf nvidia cerebras voyage jina elevenlabs deepgram assemblyai stability
  pinecone qdrant weaviate tavily serper serpapi brave firecrawl langsmith langchain langfuse maxim databricks
  github gitlab bitbucket slack discord telegram notion linear figma vercel netlify cloudflare heroku digitalocean
  supabase firebase sentry datadog newrelic stripe paypal shopify twilio sendgrid mailgun resend postmark algolia
  npm pypi docker vault
`);
/** How the names of secrets end, however they begin: `dbPassword`, `OPENAI_API_KEY`, `client_secret`, `GITHUB_TOKEN`. */
const SECRET_ENDING = new RegExp(
  [
    'secret(?:string|value|hash)',
    'secretkeybase',
    'sharedaccesssignature',
    `(?:api|private|secret|secretaccess|encryption|decryption|crypto|cipher|signing|signature|master|hmac|jwt|aes|rsa|ssh|pgp|
      ssl|tls|consumer|webhook|subscription|functions|account|sharedaccess|serviceaccount|service|admin|auth|license)keys?`,
    `(?:${VENDORS})(?:ai|api|search|storage|maps|account|admin|service|live|test|prod|dev)?keys?`,
    `(?:access|refresh|id|auth|authorization|session|bearer|api|csrf|xsrf|jwt|web|private|personal|secret|bot|app|user|
      service|subscription|registry|deploy|webhook|login|reset|invite|invitation|verification|verify|confirmation|activation|
      magiclink|unsubscribe|device|push|fcm|apns|sas|${VENDORS})token`,
    `(?:aws|gcp|google|azure|user|admin|service|serviceaccount|client|login|basic|db|database|smtp|ldap|bind|proxy|
      sasl)credentials?`,
    '(?:access|refresh|auth|bearer|api|csrf|xsrf|bot)tokens',
    'jwts?',
  ]
    .map((ending) => `(?:${ending.replace(/\s/g, '')})$`)
    .join('|'),
);
/** Words of which the last says it: `dbPass` and `user_pwd`, but not `bypass`. */
const PASS =
  /(?:^|[^a-z])(?:pwd|(?:db|database|user|smtp|imap|ftp|sftp|mail|email|ssh|admin|root|redis|mysql|pg|postgres|mongo|mongodb|sql|amqp|rabbitmq|kafka|mqtt|ldap|proxy|http|basic|auth|login|keystore|vpn|sudo)[^a-z]*pass|senha)$/;

/** Names that are written in other letters. */
const FOREIGN = /(?:пароль|密码|密碼|パスワード|비밀번호)$/;
/** Which of several a secret is, or how it is written: `apiKey2`, `API_KEY_PROD`, `privateKeyPem`. */
const QUALIFIER =
  /(?:\d{1,3}|prod|production|dev|development|test|testing|staging|live|sandbox|primary|secondary|backup|fallback|default|old|new|current|previous|value|pem|base64)$/;

const AUTHORIZATION = /^(?:proxy|x[a-z]+)?authorization$/;
const COOKIE = /^(?:set)?cookie$/;
const COOKIES = /^(?:signed|set|request|response)?cookies$/;
const CODE = /^(?:t?otp|otpcode|mfacode)$/;

/**
 * What a member holds: a scheme and credentials, pairs, several of those, or cakes, digits, what a person chose, or what a
 * machine made.
 */
export type SecretKind = 'authorization' | 'cookie' | 'cookies' | 'code' | 'password' | 'token';

const MAX_KNOWN = 10_000;
/** Null for what is no secret. */
const known = new Map<string, SecretKind | null>();

/** Whether a member of this name is a secret, in any spelling: `api_key`, `apiKey`, `X-Api-Key`; but not `max_tokens`. */
export function isSecretKey(key: string): boolean {
  const kind = secretKind(key);
  return kind !== null && kind !== 'cookies';
}

/** What kind of secret a member of this name is; null where it is none. */
export function secretKind(key: string): SecretKind | null {
  let kind = known.get(key);
  if (kind === undefined) {
    kind = kindOf(key);
    if (known.size >= MAX_KNOWN) known.clear();
    if (key.length <= 64) known.set(key, kind);
  }
  return kind;
}

function kindOf(key: string): SecretKind | null {
  const letters = key.normalize('NFD').replace(/\p{M}/gu, '');
  const plain = letters.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (PASSWORD.test(plain) || /secrets?$/.test(plain) || PASS.test(apart(letters))) return 'password';
  if (FOREIGN.test(key.toLowerCase())) return 'password';
  if (AUTHORIZATION.test(plain)) return 'authorization';
  if (COOKIE.test(plain)) return 'cookie';
  if (COOKIES.test(plain)) return 'cookies';
  if (CODE.test(plain)) return 'code';
  if (SECRET_KEYS.has(plain) || SECRET_ENDING.test(plain)) return 'token';
  return qualifiedKind(plain);
}

/** Not of the words that stand for many things by themselves: `token2`, `cookie1`. */
function qualifiedKind(name: string): SecretKind | null {
  const plain = name.replace(QUALIFIER, '');
  if (plain === name) return null;
  if (PASSWORD.test(plain) || /secrets?$/.test(plain)) return 'password';
  return SECRET_ENDING.test(plain) ? 'token' : qualifiedKind(plain);
}

/** Its words one by one. */
const apart = (key: string): string => key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
