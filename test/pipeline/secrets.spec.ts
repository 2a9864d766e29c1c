import { censorOf } from '../../lib/pipeline/censor.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';
import { harness, line } from './harness.js';

const censor = censorOf({ redactSecrets: true });
const hideSecrets = (value: unknown): unknown => describeValue(value, { censor }).value;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789ABCD';

describe('members named like secrets', () => {
  it.each([
    ...[
      'authorization',
      'Proxy-Authorization',
      'cookie',
      'set-cookie',
      'x-api-key',
      'api-key',
      'apiKey',
      'x-maxim-api-key',
    ],
    ...[
      'password',
      'passwd',
      'pwd',
      'userPassword',
      'secret',
      'client_secret',
      'access_token',
      'refreshToken',
      'id_token',
    ],
    ...['token', 'private_key', 'OPENAI_API_KEY', 'aws_secret_access_key', 'authorization_token'],
    ...['passwordHash', 'password_hash', 'password_confirmation', 'password2', 'dbPass', 'DB_PASS', 'user_pwd'],
    ...['apiKeys', 'passwords', 'secrets', 'refreshTokens', 'encryptionKey', 'signingKey', 'masterKey', 'OPENAI_KEY'],
    ...['stripeKey', 'Ocp-Apim-Subscription-Key', 'githubToken', 'GITHUB_TOKEN', 'botToken', 'x-vault-token'],
    ...['jwt', 'otp', 'SMTP_PASS', 'AZURE_OPENAI_KEY'],
    ...['apiKey2', 'OPENAI_API_KEY_PROD', 'openaiApiKeyDev1', 'secret1', 'SECRET_KEY_BASE', 'privateKeyPem'],
    ...['clientSecretOld', 'accessTokenNew', 'DB_PASSWORD_STAGING', 'x-forwarded-authorization', 'x-token', 'sasToken'],
    ...['passcode', 'Passwort', 'contraseña', 'mot_de_passe', 'senha', 'пароль', '密码', 'パスワード'],
    ...['sharedAccessSignature', 'consumerKey', 'bindCredentials', 'fcmToken', 'magicLinkToken', 'tlsKey'],
  ])('%s is hidden, whatever it holds', (key) => {
    expect(hideSecrets({ deep: [{ [key]: 'x' }] })).toEqual({ deep: [{ [key]: '[REDACTED]' }] });
    expect(hideSecrets({ [key]: { a: [1] } })).toEqual({ [key]: '[REDACTED]' });
    expect(hideSecrets({ [key]: 1234 })).toEqual({ [key]: '[REDACTED]' });
  });

  it.each([
    ...[
      'max_tokens',
      'prompt_tokens',
      'total_tokens',
      'tokens',
      'token_count',
      'input_tokens_details',
      'nextPageToken',
    ],
    ...['maxTokens', 'completion_tokens', 'cached_tokens', 'inputTokens', 'paid_tokens', 'usage', 'prompt_cache_key'],
    ...['keys', 'primaryKey', 'foreignKey', 'publicKey', 'keyword', 'passenger', 'bypass', 'compass', 'monkey', 'pass'],
    ...['pageToken', 'firstToken', 'logprobs', 'accessKeyId', 'passwordPolicy', 'account_id'],
    ...[
      'token2',
      'tokenValue',
      'keyValue',
      'primaryKey2',
      'publicKeyPem',
      'resenha',
      'pageToken1',
      'priorAuthorization',
    ],
    ...['author', 'keyboard', 'key', 'secretary', 'passport', 'cookies_accepted', 'tokenizer', 'eos_token'],
  ])('%s is not', (key) => {
    expect(hideSecrets({ [key]: 'x' })).toEqual({ [key]: 'x' });
  });

  it.each([
    [{ cookies: { sid: 'x' } }, { cookies: '[REDACTED]' }],
    [{ signedCookies: [{ name: 'sid', value: 'x' }] }, { signedCookies: '[REDACTED]' }],
    [{ cookies: ['sid=x; Path=/'] }, { cookies: '[REDACTED]' }],
    [{ text: '{"cookies":{"sid":"x"},"a":1}' }, { text: '{"cookies":"[REDACTED]","a":1}' }],
    [{ cookies: ['oat', 'ginger'] }, { cookies: ['oat', 'ginger'] }],
    [
      { cookies: 12, text: '{"cookies":["oat"]}' },
      { cookies: 12, text: '{"cookies":["oat"]}' },
    ],
    [{ cookies: {} }, { cookies: {} }],
  ])('of cookies are hidden where they hold some: %j', (given, expected) => {
    expect(hideSecrets(given)).toEqual(expected);
  });

  it('leaves flags, nothing, and the tokens of log probabilities', () => {
    const kept = { hasPassword: true, password: null, secret: '', logprobs: [{ token: 'Hello', logprob: -0.1 }] };
    expect(hideSecrets(structuredClone(kept))).toEqual(kept);
  });
});

describe('a line', () => {
  it('goes out without secrets in messages, parameters, tags, metadata and tool arguments', () => {
    const { pipeline, texts } = harness();
    const secret = `sk-proj-${LETTERS}`;
    pipeline.write(
      line('trace', 't', 'add-generation', {
        id: 'g',
        messages: [{ role: 'user', content: `my key is ${secret}` }],
        modelParameters: { headers: { authorization: 'abc-secret' }, max_tokens: 5 },
        tags: { token: secret },
      }),
    );
    pipeline.write(
      line('span', 's', 'update', { metadata: { input: '{"password":"abc-secret"}', config: { apiKey: secret } } }),
    );
    pipeline.write(line('trace', 't', 'add-tool-call', { id: 'c', args: '{"password":"abc-secret"}' }));
    expect(texts.join('\n')).not.toMatch(/sk-proj|abc-secret/);
    expect(texts[0]).toContain('"max_tokens":5');
  });

  it('goes out without secrets in its name, and in the code and the class of an error', () => {
    const { dataOf } = harness();
    const key = `sk-proj-${LETTERS}`;
    expect(dataOf(line('trace', 't', 'create', { name: `ask ${key}` }))).toEqual({ name: 'ask [REDACTED]' });
    expect(
      dataOf(line('trace', 't', 'add-error', { id: 'e', message: key, code: `E ${key}`, errorType: `${key}Error` })),
    ).toEqual({ id: 'e', message: '[REDACTED]', code: 'E [REDACTED]', errorType: '[REDACTED]' });
  });

  it('keeps its ids, whatever they look like', () => {
    const { dataOf } = harness();
    const id = `sk-proj-${LETTERS}`;
    expect(dataOf(line('trace', 't', 'add-span', { id, spanId: id, name: 'n' }))).toEqual({
      id,
      spanId: id,
      name: 'n',
    });
  });

  it('keeps the address of an attachment where it is signed, since it opens only so', () => {
    const { dataOf } = harness();
    const signed = 'https://a.s3.amazonaws.com/k?X-Amz-Security-Token=abc&X-Amz-Signature=def';
    const addressOf = (url: string) => dataOf(line('trace', 't', 'add-attachment', { id: 'a', url }))['url'];
    expect(addressOf(signed)).toBe(signed);
    expect(addressOf('https://u:p@a.b/?api_key=abc')).toBe('https://[REDACTED]@a.b/?api_key=[REDACTED]');
  });

  it('is left as it is where redactSecrets is off', () => {
    const { dataOf } = harness({ redactSecrets: false });
    expect(dataOf(line('trace', 't', 'update', { tags: { token: 'x' } }))).toEqual({ tags: { token: 'x' } });
  });
});
