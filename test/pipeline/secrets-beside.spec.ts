import { censorOf } from '../../lib/pipeline/censor.js';
import { hideInText } from '../../lib/pipeline/secret-text.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';

const censor = censorOf({ redactSecrets: true });
const hideSecrets = (value: unknown): unknown => describeValue(value, { censor }).value;

describe('what is named beside it', () => {
  it.each([
    [
      ['Authorization', 'Basic Zm9vOmJhcg=='],
      ['Authorization', '[REDACTED]'],
    ],
    [[['Authorization', 'Token abc']], [['Authorization', '[REDACTED]']]],
    [
      ['Host', 'a.b', 'X-Api-Key', 'abc', 'Accept', '*', 'Cookie', 'sid=abc', 'Set-Cookie', ['a=b']],
      ['Host', 'a.b', 'X-Api-Key', '[REDACTED]', 'Accept', '*', 'Cookie', '[REDACTED]', 'Set-Cookie', '[REDACTED]'],
    ],
    [
      Object.entries({ password: 'a"b', apiKey: 'abc', host: 'h' }),
      [
        ['password', '[REDACTED]'],
        ['apiKey', '[REDACTED]'],
        ['host', 'h'],
      ],
    ],
    [
      { name: 'authorization', value: 'abc' },
      { name: 'authorization', value: '[REDACTED]' },
    ],
    [
      { auth: 'user:hunter2', host: 'h' },
      { auth: '[REDACTED]', host: 'h' },
    ],
    [
      { value: 'abc', key: 'x-api-key' },
      { value: '[REDACTED]', key: 'x-api-key' },
    ],
    [
      [
        { Name: 'Authorization', Value: 'abc' },
        { header: 'x-api-key', values: ['abc'] },
      ],
      [
        { Name: 'Authorization', Value: '[REDACTED]' },
        { header: 'x-api-key', values: '[REDACTED]' },
      ],
    ],
    [
      { id: 'password', label: 'Your password', value: 'abc' },
      { id: 'password', label: 'Your password', value: '[REDACTED]' },
    ],
    [
      ['deploy', '--token', 'abc', '--api-key', 'def', '--force'],
      ['deploy', '--token', '[REDACTED]', '--api-key', '[REDACTED]', '--force'],
    ],
    [{ auth: { user: 'u', pass: 'abc' } }, { auth: { user: 'u', pass: '[REDACTED]' } }],
    [{ auth: { bearer: 'abc' } }, { auth: { bearer: '[REDACTED]' } }],
    [{ basicAuth: 'u:abc' }, { basicAuth: '[REDACTED]' }],
  ])('is hidden: %j', (given, expected) => {
    expect(hideSecrets(given)).toEqual(expected);
    expect(hideSecrets(new Map([['it', given]]))).toEqual({ it: expected });
  });

  it.each([
    [['cookie', 'cake', 'token', 'usage', 'password', 'reset']],
    [['x', 'authorization', 'granted', 'content-type']],
    [[1, 2, 'Authorization']],
    [{ name: 'color', value: 'red' }],
    [{ pass: 3, fail: 1 }],
    [{ securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } }],
    [{ required: ['password', 'email'], auth: 'https://login', other: { auth: 'oauth2' } }],
    [
      [
        ['token', 'Wertmarke'],
        ['a', 'b'],
      ],
    ],
    [{ label: 'Secret', value: 3 }],
    [['--max-tokens', '4096', '--key', 'abc']],
  ])('is left: %j', (given) => {
    expect(hideSecrets(given)).toEqual(given);
  });

  it('reads no getter twice', () => {
    let reads = 0;
    const given = {
      get name() {
        reads += 1;
        return 'authorization';
      },
      value: 'abc',
    };
    hideSecrets(given);
    expect(reads).toBe(1);
  });
});

describe('a text that holds many', () => {
  it.each([
    ...['\\', '"', '"a":', '://', 'eyJ', 'eyJ-', 'SG.', '-----BEGIN PRIVATE KEY-----', 'Bearer ', 'Bearer:', '?a='],
    ...['{"secret":[', 'password:', 'password: ', 'password="', "'password':", 'password=\\', 'token: a.', ':', '='],
    ...[
      'Authorization: ',
      'Authorization: Digest a="',
      'Authorization: Token a=b,',
      'Cookie: ',
      'sk-',
      ...[
        '--token ',
        '--a ',
        'curl -u a:',
        '<token>',
        '<a ',
        '<password>a</',
        '</password>',
        'a</password>',
        'Basic ',
        'Basic a',
        '**',
        '`',
        '&sig=',
      ],
      ...[';pwd={', 'API key:', ' key:', '"cookies":[', 'pa-a', 'secret_'],
      'tvly-a',
      'lsv2_',
    ],
  ])('takes no time that grows with the square of a hostile text: %s', (piece) => {
    const start = process.cpuUsage();
    for (const tail of ['', ' ', 'a', '=']) hideInText(piece.repeat(1e6 / piece.length) + tail.repeat(1e6));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(20_000); // Quadratic, it is minutes.
  });
});
