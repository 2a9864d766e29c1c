import { keyless, outcomeOf, outcomeOfFault } from '../../lib/transport/outcome.js';

const kindOf = (status: number, text = '{}'): string => outcomeOf({ status, text }, 0).kind;

describe('outcomeOf', () => {
  it.each([
    [200, 'sent'],
    [202, 'sent'],
    [400, 'split'],
    [413, 'split'],
    [422, 'split'],
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [529, 'retry'],
    [301, 'refused'],
    [307, 'refused'],
    [401, 'refused'],
    [402, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
  ])('takes %i as %s', (status, kind) => {
    expect(kindOf(status)).toBe(kind);
  });

  it.each([
    ['', 'sent'],
    ['{"success":true}', 'sent'],
    ['{"error":null}', 'sent'],
    ['{"error":{"message":"no such repository"}}', 'retry'],
    ['{"error":"no"}', 'retry'],
    ['{"error":{"code":7}}', 'retry'],
    ['{"succ', 'retry'],
    ['<!doctype html>', 'retry'],
  ])('takes a 200 whose body is %j as %s', (text, kind) => {
    expect(kindOf(200, text)).toBe(kind);
  });

  it.each([
    [401, 'MAXIM_API_KEY'],
    [403, 'MAXIM_LOG_REPO_ID'],
    [404, 'MAXIM_BASE_URL'],
    [302, 'MAXIM_BASE_URL'],
  ])('names the cure of a %i', (status, name) => {
    expect(outcomeOf({ status, text: '' }, 0)).toMatchObject({ cure: expect.stringContaining(name) });
  });

  it('repeats what the server complains of', () => {
    expect(outcomeOf({ status: 500, text: '{"error":{"message":"out of disk"}}' }, 0)).toEqual({
      kind: 'retry',
      reason: 'the server answered 500 (out of disk)',
    });
  });

  it('carries how long the server wants to be left alone', () => {
    expect(outcomeOf({ status: 429, text: '', retryAfter: '7' }, 0)).toMatchObject({ kind: 'retry', after: 7_000 });
    const date = 'Thu, 01 Jan 1970 00:00:09 GMT';
    expect(outcomeOf({ status: 503, text: '', retryAfter: date }, 1_000)).toMatchObject({ after: 8_000 });
  });
});

describe('outcomeOfFault', () => {
  it.each([
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'read ECONNRESET'],
    [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [undefined, 'unknown fault'],
    [
      Object.assign(new Error('C0:error:0A000410:SSL routines:alert handshake failure:\n\n  SSL alert 40\n'), {
        code: 'ERR_SSL_ALERT_HANDSHAKE_FAILURE',
      }),
      'C0:error:0A000410:SSL routines:alert handshake failure: SSL alert 40',
    ],
  ])('retries %p and says what it was', (fault, text) => {
    expect(outcomeOfFault(fault)).toEqual({ kind: 'retry', reason: `the server cannot be reached (${text})` });
  });

  it.each([
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'C0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl.c:1:\n',
    ],
    [
      'EPROTO',
      'write EPROTO C0:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl.c:1:\n',
    ],
  ])('names the cure where a server speaks no TLS: %s', (code, message) => {
    const outcome = outcomeOfFault(Object.assign(new Error(message), { code }));
    expect(outcome).toMatchObject({ kind: 'retry', reason: expect.stringMatching(/^the server.*use http:\/\/.*$/) });
  });

  it('does not retry settings of which no request can be made', () => {
    const fault = Object.assign(new Error('invalid header'), { code: 'UND_ERR_INVALID_ARG' });
    expect(outcomeOfFault(fault)).toMatchObject({ kind: 'refused', cure: expect.stringContaining('MAXIM_API_KEY') });
  });
});

describe('keyless', () => {
  const told = (reason: string, apiKey: string): unknown => keyless({ kind: 'retry', reason }, apiKey);

  it('hides a key that was echoed, glued to other text too', () => {
    const key = 'sk_mx_0123456789.$&';
    expect(told(`no such key${key}!`, key)).toEqual({ kind: 'retry', reason: 'no such key[api key]!' });
  });

  it('leaves words be that only begin as a stand-in for a key does', () => {
    const reason = 'connect ECONNREFUSED localhost:4319';
    expect(told(reason, 'local')).toEqual({ kind: 'retry', reason });
    expect(told('the key "local" is wrong', 'local')).toEqual({
      kind: 'retry',
      reason: 'the key "[api key]" is wrong',
    });
  });
});
