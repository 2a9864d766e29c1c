import fc from 'fast-check';
import { censorOf } from '../../lib/pipeline/censor.js';
import { hideInText } from '../../lib/pipeline/secret-text.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';
import { harness, line } from './harness.js';

const censor = censorOf({ redactSecrets: true });
const hideSecrets = (value: unknown): unknown => describeValue(value, { censor }).value;

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----';
const HEX = '0123456789abcdef0123456789abcdef';
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
    ...['author', 'keyboard', 'key', 'secretary', 'passport', 'cookies_accepted', 'tokenizer', 'eos_token'],
  ])('%s is not', (key) => {
    expect(hideSecrets({ [key]: 'x' })).toEqual({ [key]: 'x' });
  });

  it('leaves flags, nothing, and the tokens of log probabilities', () => {
    const kept = { hasPassword: true, password: null, secret: '', logprobs: [{ token: 'Hello', logprob: -0.1 }] };
    expect(hideSecrets(structuredClone(kept))).toEqual(kept);
  });
});

describe('texts that hold secrets', () => {
  it.each([
    ['Authorization: Bearer abc123def', 'Authorization: Bearer [REDACTED]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [REDACTED]'],
    [`use sk-proj-${LETTERS}, please`, 'use [REDACTED], please'],
    [`sk-ant-api03-${LETTERS}`, '[REDACTED]'],
    ['key AKIAIOSFODNN7EXAMPLE.', 'key [REDACTED].'],
    [`ghp_${LETTERS} github_pat_${LETTERS}`, '[REDACTED] [REDACTED]'],
    ['xoxb-123456789012-abcdef', '[REDACTED]'],
    [`AIza${LETTERS} ya29.${LETTERS}`, '[REDACTED] [REDACTED]'],
    [`(${JWT})`, '([REDACTED])'],
    [`before ${PEM} after`, 'before [REDACTED] after'],
    ['postgres://admin:hunter2@db:5432/app', 'postgres://[REDACTED]@db:5432/app'],
    ['https://a.b/c?key=abc&q=hi&access_token=x', 'https://a.b/c?key=[REDACTED]&q=hi&access_token=[REDACTED]'],
    ['https://a.b/?api-key=abc#top', 'https://a.b/?api-key=[REDACTED]#top'],
    ['grant_type=password&client_secret=abc', 'grant_type=password&client_secret=[REDACTED]'],
    ['A=1\nDB_PASSWORD=abc\nB=2', 'A=1\nDB_PASSWORD=[REDACTED]\nB=2'],
    [`Authorization: Token ${HEX}`, 'Authorization: Token [REDACTED]'],
    [`authorization: ApiKey ${HEX}`, 'authorization: ApiKey [REDACTED]'],
    ['authorization=Basic dXNlcg==', 'authorization=Basic [REDACTED]'],
    ['Authorization: Digest username="a b", response="6629"', 'Authorization: Digest [REDACTED]'],
    [`X-Api-Key: ${HEX}`, 'X-Api-Key: [REDACTED]'],
    [`curl -H "x-api-key: ${HEX}" https://a.b`, 'curl -H "x-api-key: [REDACTED]" https://a.b'],
    ["-H 'Authorization: Basic Zm9vOg==' -v", "-H 'Authorization: Basic [REDACTED]' -v"],
    ['Bearer: abc123def456', 'Bearer: [REDACTED]'],
    ['Cookie: sid=abc; theme=dark\nHost: x', 'Cookie: [REDACTED]\nHost: x'],
    ['{"log":"GET / Set-Cookie: a=b","x":1}', '{"log":"GET / Set-Cookie: [REDACTED]","x":1}'],
    ['Server=db;User Id=sa;Password=hunter2;', 'Server=db;User Id=sa;Password=[REDACTED];'],
    ['host=db password=hunter2 dbname=x', 'host=db password=[REDACTED] dbname=x'],
    ['localhost:6379,password=abc,ssl=true', 'localhost:6379,password=[REDACTED],ssl=true'],
    ['AccountName=x;AccountKey=aB0/+==;Suffix=y', 'AccountName=x;AccountKey=[REDACTED];Suffix=y'],
    ['export DB_PASSWORD=hunter2', 'export DB_PASSWORD=[REDACTED]'],
    ['password: hunter2', 'password: [REDACTED]'],
    ['user: u\npassword: swordfish\n', 'user: u\npassword: [REDACTED]\n'],
    ['it has password = "hunter 2"', 'it has password = "[REDACTED]"'],
    ['password=\\"hunter2\\" x', 'password=\\"[REDACTED]\\" x'],
    ["{'user': 'u', 'password': 'hunter2'}", "{'user': 'u', 'password': '[REDACTED]'}"],
    ['{"log":"a\\nX-Api-Key: 0123abcd4567\\nb"}', '{"log":"a\\nX-Api-Key: [REDACTED]\\nb"}'],
    ['Your otp: 123456.', 'Your otp: [REDACTED].'],
  ])('%s', (text, expected) => {
    expect(hideInText(text)).toBe(expected);
  });

  it.each([
    `pcsk_${LETTERS}_${LETTERS}`,
    `pplx-${LETTERS}`,
    `nvapi-${LETTERS}-${LETTERS}`,
    `r8_${LETTERS}`,
    `csk-${LETTERS}`,
    `tvly-${LETTERS}`,
    `tvly-dev-${LETTERS}`,
    `lsv2_pt_${HEX}_0123456789`,
    `fw_${LETTERS}`,
    `dapi${HEX}`,
    `SG.${LETTERS}.${LETTERS}`,
    `shpat_${HEX}`,
    `xai-${LETTERS}`,
    `gsk_${LETTERS}`,
  ])('by its look: %s', (key) => {
    expect(hideInText(`Take (${key}), please`)).toBe('Take ([REDACTED]), please');
    expect(hideSecrets({ [key]: 1 })).toEqual({ '[REDACTED]': 1 });
  });

  it.each([
    'Your password: is it safe? The password: is wrong. The secret: never give up',
    'Password: 8+ characters, case-sensitive; Cookie: a small cake; Authorization: is needed here',
    'Cost per token: 0.0001 USD. Time to first token: 230ms; max_tokens: 4096, max_tokens=512',
    '  password: string;\n  token: string;\n  apiKey: process.env.OPENAI_API_KEY,\n  token: user.token,',
    'const token = getToken(); if (token == x) password: z.string().min(8)',
    'headers: { Authorization: `Bearer ${token}` }',
    'csk-abc, fw_abc, r8_abc, SG.abc.def, dapiabc, the newly-found sk_learn',
    'The bearer of this letter knows the basic rules; basic understanding is enough.',
    'task-management, risk-adjusted, scikit-learn, sk-learn, gpt-4o-2024-08-06, chatcmpl-abc123',
    'Write to user@example.com or see https://example.com/@handle?page=2&monkey=1',
    'She said: "the key is under the mat", and a == b',
    `data:image/png;base64,${LETTERS.repeat(10)}`,
  ])('leaves %s', (text) => {
    expect(hideInText(text)).toBe(text);
  });

  it('leaves prose as the very same text', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 60 }), (text) => {
        expect(hideInText(text)).toBe(text);
      }),
    );
  });
});

describe('JSON text inside of texts', () => {
  it.each([
    ['{"user":"u","password":"x"}', '{"user":"u","password":"[REDACTED]"}'],
    ['{"password" : "a\\"b\\\\", "n": 1.0}', '{"password" : "[REDACTED]", "n": 1.0}'],
    ['{"token":123,"ok":1}', '{"token":"[REDACTED]","ok":1}'],
    ['{"set-cookie":["a=1","b]=2"],"ok":1}', '{"set-cookie":"[REDACTED]","ok":1}'],
    ['{"secret":{"a":{"b":"}"}},"ok":1}', '{"secret":"[REDACTED]","ok":1}'],
    ['{"hasPassword":true,"password":null,"secret":""}', '{"hasPassword":true,"password":null,"secret":""}'],
    ['cut off {"password":"abc', 'cut off {"password":"[REDACTED]"'],
  ])('%s', (text, expected) => {
    expect(hideInText(text)).toBe(expected);
  });

  it('is found however often it was made a JSON string, and all else stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 3 }), (tail, times) => {
        const nest = (value: unknown): string => {
          let text = JSON.stringify(value);
          for (let level = 0; level < times; level++) text = JSON.stringify({ inner: text });
          return text;
        };
        const given = { id: 1, password: `hunter"2${tail}`, rest: 'kept' };
        expect(hideInText(nest(given))).toBe(nest({ ...given, password: '[REDACTED]' }));
      }),
    );
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

  it('is left as it is where redactSecrets is off', () => {
    const { dataOf } = harness({ redactSecrets: false });
    expect(dataOf(line('trace', 't', 'update', { tags: { token: 'x' } }))).toEqual({ tags: { token: 'x' } });
  });
});
