const SECRET_KEYS = new Set(
  (
    'authorization proxyauthorization cookie setcookie token pwd passwd passphrase credential credentials ' +
    'secretkey accesskey secretaccesskey accesskeysecret sessiontoken securitytoken xamzsecuritytoken'
  ).split(' '),
);
/** How the names of secrets end, however they begin: `dbPassword`, `OPENAI_API_KEY`, `client_secret`. */
const SECRET_ENDING =
  /(?:password|passwd|secret|apikey|privatekey|secretkey|secretaccesskey|(?:access|refresh|id|auth|authorization|session|bearer|api|csrf|xsrf)token)$/;

const MAX_KNOWN = 10_000;
const known = new Map<string, boolean>();

/** Whether a member of this name is a secret, in any spelling: `api_key`, `apiKey`, `X-Api-Key`; but not `max_tokens`. */
export function isSecretKey(key: string): boolean {
  let secret = known.get(key);
  if (secret === undefined) {
    const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
    secret = SECRET_KEYS.has(plain) || SECRET_ENDING.test(plain);
    if (known.size >= MAX_KNOWN) known.clear();
    if (key.length <= 64) known.set(key, secret);
  }
  return secret;
}
