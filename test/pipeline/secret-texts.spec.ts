import fc from 'fast-check';
import { censorOf } from '../../lib/pipeline/censor.js';
import { hideInText } from '../../lib/pipeline/secret-text.js';
import { describeValue } from '../../lib/protocol/plain/describe.js';

const censor = censorOf({ redactSecrets: true });
const hideSecrets = (value: unknown): unknown => describeValue(value, { censor }).value;

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----';
const HEX = '0123456789abcdef0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789ABCD';

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
    [
      'https://a.b/?to=https%3A%2F%2Fc.d%2F%3Faccess_token%3Dab%2Bc%26q%3Dhi&x=1',
      'https://a.b/?to=https%3A%2F%2Fc.d%2F%3Faccess_token%3D[REDACTED]%26q%3Dhi&x=1',
    ],
    ['https://hooks.slack.com/services/T00/B00/aBc12', 'https://hooks.slack.com/services/[REDACTED]'],
    [
      'at https://discord.com/api/webhooks/123/aB-c_1?wait=1',
      'at https://discord.com/api/webhooks/123/[REDACTED]?wait=1',
    ],
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
    ['My API key: 0123abcd4567, and more', 'My API key: [REDACTED], and more'],
    ['OPENAI_API_KEY_2=0123abcd\nAPI_KEY_TEST=abc', 'OPENAI_API_KEY_2=[REDACTED]\nAPI_KEY_TEST=[REDACTED]'],
    ['- **Password:** hunter2\n', '- **Password:** [REDACTED]\n'],
    ['- **API key**: `0123abcd4567`', '- **API key**: `[REDACTED]`'],
    ['`password`: `hunter2`', '`password`: `[REDACTED]`'],
    [
      '<password>hunter2</password><api_key>0123abcd4567</api_key>',
      '<password>[REDACTED]</password><api_key>[REDACTED]</api_key>',
    ],
    ['<wsse:Password Type="text">hunter2</wsse:Password>', '<wsse:Password Type="text">[REDACTED]</wsse:Password>'],
    [
      'deploy --api-key 0123abcd4567 --password "hunter 2" -v',
      'deploy --api-key [REDACTED] --password "[REDACTED]" -v',
    ],
    ['curl -u admin:hunter2 https://a.b', 'curl -u admin:[REDACTED] https://a.b'],
    [
      'jdbc:sqlserver://db;user=sa;password={hunter;2};encrypt=true',
      'jdbc:sqlserver://db;user=sa;password={[REDACTED]};encrypt=true',
    ],
    [
      'Endpoint=https://a;SharedAccessSignature=sv=2022&sig=abc%3D',
      'Endpoint=https://a;SharedAccessSignature=[REDACTED]&sig=[REDACTED]',
    ],
    [
      'https://a.blob.core.windows.net/c?sv=2022&sig=abc%3D&se=1',
      'https://a.blob.core.windows.net/c?sv=2022&sig=[REDACTED]&se=1',
    ],
    [
      'https://a.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=abc',
      'https://a.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=[REDACTED]',
    ],
    ['{"contraseña":"abc","ok":1}', '{"contraseña":"[REDACTED]","ok":1}'],
    ['Basic dXNlcjpwYXNz', 'Basic [REDACTED]'],
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
    `sk_${HEX}0123456789abcdef`,
    `vck_${LETTERS}`,
    `tgp_v1_${LETTERS}`,
    `ABSK${LETTERS}${LETTERS}==`,
    `bedrock-api-key-${LETTERS}`,
    `AQ.${LETTERS}`,
    `fc-${HEX}`,
    `pa-${LETTERS}${LETTERS}`,
    `sbp_${HEX}01234567`,
    `dop_v1_${HEX}${HEX}`,
    `ntn_${LETTERS}0123456789`,
    `lin_api_${LETTERS}`,
    `figd_${LETTERS}`,
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
    'Basic understanding of basic arithmetics; BASIC programs',
    'basic arithmetics',
    'Foreign key: customer12345. Primary key: user_id_1. The key: read2write; sort keys: a1b2c3d4',
    '**Password:** at least 8 characters. **Token:** a piece of a word. `token`: the 2nd argument',
    '<token>the</token> <password>Enter your password</password> <secret>{value}</secret>',
    'Use --token to sign in, --password - reads it, --max-tokens 4096, |-----|----| --- --key value',
    'docker run -u 1000:1000 -it, curl -u $USER:$PASSWORD',
    '<Input password={password} />, { a; password={x}',
    'https://a.b/?signed=1&sigma=2&designature=3; Signature: John Doe2024',
    'pa-rt-time, fc-barcelona, check-in, lin_api_, min_max_value_of_all_things_in_a_list, secret_santa_list_2024',
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
