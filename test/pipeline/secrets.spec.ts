import fc from 'fast-check';
import { censorOf } from '../../lib/pipeline/censor.js';
import { hideInText } from '../../lib/pipeline/secret-text.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';
import { harness, line } from './harness.js';

const censor = censorOf({ redactSecrets: true });
const hideSecrets = (value: unknown): unknown => describeValue(value, { censor }).value;

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----';
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
  ])('%s', (text, expected) => {
    expect(hideInText(text)).toBe(expected);
  });

  it.each([
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

  it('takes no time that grows with the square of a hostile text', () => {
    for (const piece of [
      '\\',
      '"',
      '"a":',
      '://',
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      'Bearer ',
      '?a=',
      '{"secret":[',
    ]) {
      expect(hideInText(piece.repeat(50_000)).length).toBeGreaterThan(0);
    }
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
