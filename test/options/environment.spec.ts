import { readEnvironment } from '../../lib/options/environment.js';

describe('readEnvironment', () => {
  it('reads the variables by their names', () => {
    expect(
      readEnvironment({
        MAXIM_API_KEY: 'key',
        MAXIM_LOG_REPO_ID: 'repo',
        MAXIM_BASE_URL: 'https://maxim.example',
        MAXIM_ENABLED: 'true',
        NODE_ENV: 'production',
      }),
    ).toEqual({
      apiKey: 'key',
      repositoryId: 'repo',
      baseUrl: 'https://maxim.example',
      enabled: true,
      nodeEnv: 'production',
      warnings: [],
    });
  });

  it.each([undefined, '', ' ', '\n'])('takes %p as absent', (blank) => {
    const env = {
      MAXIM_API_KEY: blank,
      MAXIM_LOG_REPO_ID: blank,
      MAXIM_BASE_URL: blank,
      MAXIM_ENABLED: blank,
      NODE_ENV: blank,
    };
    expect(readEnvironment(env)).toEqual({ warnings: [] });
  });

  it('reads past the line break at the end of a secret that was read from a file', () => {
    expect(readEnvironment({ MAXIM_API_KEY: 'key\n', MAXIM_LOG_REPO_ID: ' repo' })).toMatchObject({
      apiKey: 'key',
      repositoryId: 'repo',
    });
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['false', false],
    ['False', false],
    ['0', false],
  ])('reads MAXIM_ENABLED=%s', (MAXIM_ENABLED, enabled) => {
    expect(readEnvironment({ MAXIM_ENABLED })).toEqual({ enabled, warnings: [] });
  });

  it.each([
    [{ MAXIM_ENABLED: 'off' }, 'MAXIM_ENABLED is "off", which is ignored. Set it to true or false.'],
    [
      { MAXIM_API_KEY: 'mx secret' },
      'MAXIM_API_KEY has characters that no key has, and is ignored. Copy the key once more.',
    ],
  ])('warns of %p, and falls back', (env, warning) => {
    expect(readEnvironment(env)).toEqual({ warnings: [warning] });
  });

  it.each([
    ['localhost:4319', 'http://localhost:4319'],
    ['localhost', 'http://localhost'],
    ['127.0.0.1:4319', 'http://127.0.0.1:4319'],
    ['[::1]:4319', 'http://[::1]:4319'],
    ['collector:4319/maxim', 'http://collector:4319/maxim'],
    ['app.getmaxim.ai', 'https://app.getmaxim.ai'],
    ['ftp://maxim.example', 'http://localhost:4319'],
    ['http://', 'http://localhost:4319'],
    ['http//localhost:4319', 'http://localhost:4319'],
    ['localhost:99999', 'http://localhost:4319'],
  ])('gives no address for %p, and says what was meant', (MAXIM_BASE_URL, meant) => {
    expect(readEnvironment({ MAXIM_BASE_URL })).toEqual({
      baseUrlWarning:
        `MAXIM_BASE_URL is "${MAXIM_BASE_URL}", which is no http or https URL. Nothing is logged. ` +
        `Set it to an http or https URL, such as ${meant}.`,
      warnings: [],
    });
  });

  it.each([
    ['http://user:s/e@cret@h:80/x', undefined, 'http://***@h:80/x'],
    ['user:secret@h:4319', undefined, '***@h:4319'],
    ['http://user:secret@h:4319/x', 'http://h:4319/x', 'http://***@h:4319/x'],
    ['https://h/x?key=1#top', 'https://h/x', 'https://h/x?***'],
  ])('takes no more than the address of %p, and shows no password', (MAXIM_BASE_URL, baseUrl, shown) => {
    const found = readEnvironment({ MAXIM_BASE_URL });
    expect(found.baseUrl).toBe(baseUrl);
    expect(found.baseUrlWarning).toContain(`MAXIM_BASE_URL is "${shown}", `);
  });

  it.each([
    [{ HTTP_PROXY: 'http://a' }, { http: 'http://a' }],
    [{ HTTPS_PROXY: 'https://user:secret@a:1' }, { https: 'https://user:secret@a:1' }],
    [
      { http_proxy: 'http://a', HTTP_PROXY: 'http://b', https_proxy: 'http://c', no_proxy: 'd,e', NO_PROXY: 'f' },
      { http: 'http://a', https: 'http://c', no: 'd,e' },
    ],
    [{ http_proxy: ' ', HTTP_PROXY: 'b:3128' }, { http: 'http://b:3128' }],
    [{ NO_PROXY: '*' }, undefined],
    [{ HTTP_PROXY: '' }, undefined],
  ])('reads the proxies in %p', (env, proxy) => {
    expect(readEnvironment(env)).toEqual({ proxy, warnings: [] });
  });

  it('warns of a proxy that is none without showing its password, and falls back', () => {
    const { proxy, warnings } = readEnvironment({ HTTPS_PROXY: 'socks5://user:secret@a:1' });
    expect(proxy).toBeUndefined();
    expect(warnings).toEqual([
      'HTTPS_PROXY is no http or https URL, and is ignored. Give the address of an HTTP proxy, or unset it.',
    ]);
  });

  it('reads the environment of the process', () => {
    expect(readEnvironment().nodeEnv).toBe(process.env['NODE_ENV']);
  });
});
