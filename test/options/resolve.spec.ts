import { tmpdir } from 'node:os';
import { Agent } from 'undici';
import { MaximFault } from '../../lib/faults/fault.js';
import { readEnvironment } from '../../lib/options/environment.js';
import { type ModuleOptions } from '../../lib/options/options.js';
import { resolve, type ResolvedOptions } from '../../lib/options/resolve.js';

type Options = ModuleOptions<string, string>;
type Resolved = ResolvedOptions<string, string>;

const KEYS = { MAXIM_API_KEY: 'env-key', MAXIM_LOG_REPO_ID: 'env-repo' };
const resolved = (options: Options = {}, env: NodeJS.ProcessEnv = KEYS): Resolved =>
  resolve(options, readEnvironment(env));

describe('resolve', () => {
  it('gives every default where nothing is given', () => {
    expect(resolved()).toEqual({
      logLevel: 'warn',
      warnings: [],
      hints: true,
      logger: {
        enabled: true,
        repositoryId: 'env-repo',
        strict: false,
        tags: {},
        captureInput: true,
        captureOutput: true,
        captureStack: true,
        maxOpenMs: 1_800_000,
        parsers: [],
      },
      requests: { http: 'lazy', errorStatus: 500, hooks: {} },
      capture: { isAutomatic: true, orphans: 'drop', hosts: {} },
      pipeline: { captureContent: true, redactSecrets: true, redactCards: false, captureStack: true },
      transport: {
        apiKey: 'env-key',
        repositoryId: 'env-repo',
        baseUrl: 'https://app.getmaxim.ai',
        flushInterval: 250,
        maxBatchBytes: 1_000_000,
        maxQueueBytes: 64_000_000,
        overflow: 'spool',
        retry: { minDelay: 500, maxDelay: 30_000 },
        requestTimeout: 30_000,
        spool: { dir: tmpdir(), maxBytes: 512_000_000 },
        durability: 'memory',
        shutdownTimeout: 5_000,
        compress: false,
      },
    });
  });

  it('hands each option to the room it is for', () => {
    const hooks = {
      traceName: (context: string) => context,
      session: () => 's1',
      user: () => 'ada',
      traceTags: () => ({ plan: 'free' }),
    };
    const redact = (): string => 'hidden';
    const captureContent = (): boolean => false;
    const price = (): undefined => undefined;
    const dispatcher = new Agent();
    const given: Options = {
      apiKey: 'own-key',
      repositoryId: 'own-repo',
      baseUrl: 'http://127.0.0.1:4319',
      enabled: true,
      tags: { team: 'search' },
      environment: 'staging',
      release: '1.2.3',
      strict: true,
      logLevel: 'debug',
      entryPoints: { http: 'always' },
      ...hooks,
      captureContent,
      captureInput: false,
      captureOutput: false,
      redact,
      redactSecrets: false,
      redactCards: true,
      maxFieldBytes: 10,
      captureStack: false,
      errorStatus: 400,
      price,
      sampling: { rate: 0.1, keepErrors: true, keepSlowerThanMs: 0 },
      maxOpenMs: 60_000,
      parsers: [],
      autoCapture: {
        orphans: 'trace',
        hosts: { 'LLM.internal:8000': 'vllm', 'modelle.München.example': 'tgi', '[FE80::1]:80': 'ollama' },
      },
      transport: {
        flushInterval: 1,
        maxBatchBytes: 2,
        maxQueueBytes: 3,
        overflow: 'drop-newest',
        retry: { minDelay: 4, maxDelay: 5 },
        requestTimeout: 6,
        spool: { dir: '/var/spool', maxBytes: 8 },
        durability: 'fsync',
        shutdownTimeout: 7,
        compress: true,
        dispatcher,
      },
    };
    expect(resolved(given)).toEqual({
      logLevel: 'debug',
      warnings: [],
      hints: true,
      logger: {
        enabled: true,
        repositoryId: 'own-repo',
        strict: true,
        tags: { environment: 'staging', release: '1.2.3', team: 'search' },
        captureInput: false,
        captureOutput: false,
        captureStack: false,
        maxOpenMs: 60_000,
        price,
        parsers: [],
      },
      requests: { http: 'always', errorStatus: 400, hooks },
      capture: {
        isAutomatic: true,
        orphans: 'trace',
        hosts: { 'llm.internal:8000': 'vllm', 'modelle.xn--mnchen-3ya.example': 'tgi', '[fe80::1]:80': 'ollama' },
      },
      pipeline: {
        captureContent,
        redact,
        redactSecrets: false,
        redactCards: true,
        captureStack: false,
        maxFieldBytes: 10,
        sampling: { rate: 0.1, keepErrors: true, keepSlowerThanMs: 0 },
      },
      transport: {
        apiKey: 'own-key',
        repositoryId: 'own-repo',
        baseUrl: 'http://127.0.0.1:4319',
        flushInterval: 1,
        maxBatchBytes: 2,
        maxQueueBytes: 3,
        overflow: 'drop-newest',
        retry: { minDelay: 4, maxDelay: 5 },
        requestTimeout: 6,
        spool: { dir: '/var/spool', maxBytes: 8 },
        durability: 'fsync',
        shutdownTimeout: 7,
        compress: true,
        dispatcher,
      },
    });
  });

  it('takes 0 and false as they are', () => {
    const { transport, requests } = resolved({
      entryPoints: { http: false },
      transport: { flushInterval: 0, retry: { minDelay: 0, maxDelay: 0 }, shutdownTimeout: 0 },
    });
    expect(transport).toMatchObject({ flushInterval: 0, retry: { minDelay: 0, maxDelay: 0 }, shutdownTimeout: 0 });
    expect(requests.http).toBe(false);
  });

  it('is frozen through and through, and what was given is not', () => {
    const given = { parsers: [], tags: { team: 'search' }, transport: { retry: {} } };
    expect(isDeeplyFrozen(resolved(given))).toBe(true);
    for (const part of [given, given.parsers, given.tags, given.transport, given.transport.retry]) {
      expect(Object.isFrozen(part)).toBe(false);
    }
  });

  it('does not follow later changes to what was given', () => {
    const tags = { team: 'search' };
    const { logger } = resolved({ tags });
    tags.team = 'ads';
    expect(logger.tags).toEqual({ team: 'search' });
  });

  it.each([
    [{ minDelay: 60_000 }, { minDelay: 60_000, maxDelay: 60_000 }],
    [{ maxDelay: 100 }, { minDelay: 100, maxDelay: 100 }],
    [
      { minDelay: 7, maxDelay: 7 },
      { minDelay: 7, maxDelay: 7 },
    ],
  ])('keeps the bounds of the backoff in order: %j', (retry, bounds) => {
    expect(resolved({ transport: { retry } }).transport.retry).toEqual(bounds);
  });

  it('takes no bounds of the backoff that contradict each other', () => {
    expect(() => resolved({ transport: { retry: { minDelay: 200, maxDelay: 100 } } })).toThrow(
      'transport.retry.minDelay is 200. Give at most transport.retry.maxDelay, which is 100',
    );
  });

  it.each(['write-ahead', 'fsync'] as const)('takes no durability without a spool: %s', (durability) => {
    expect(() => resolved({ transport: { durability, spool: false } })).toThrow(
      `MaximModule: transport.durability is "${durability}", which needs a spool, and transport.spool is false. ` +
        "Give 'memory', or leave transport.spool out.",
    );
  });

  it('takes no overflow to disk without a spool; the default does without', () => {
    expect(() => resolved({ transport: { overflow: 'spool', spool: false } })).toThrow(
      'MaximModule: transport.overflow is "spool", which needs a spool, and transport.spool is false. ' +
        "Give 'drop-oldest' or 'drop-newest', or leave transport.spool out.",
    );
    for (const overflow of ['drop-oldest', 'drop-newest', undefined] as const) {
      const given = { spool: false, ...(overflow && { overflow }) } as const;
      expect(resolved({ transport: given }).transport.overflow).toBe(overflow ?? 'spool');
    }
  });

  it('cuts the slashes at the end of the address', () => {
    expect(resolved({ baseUrl: 'https://maxim.example//' }).transport.baseUrl).toBe('https://maxim.example');
  });
});

describe('options', () => {
  it('that have no effect yet are named in a warning each, where they ask for something', () => {
    const warnings = (options: Options): readonly string[] => resolved(options, KEYS).warnings;
    expect(warnings({ propagation: { trust: true }, collector: true })).toEqual([
      'Option propagation has no effect yet. Leave it out until it has.',
      'Option collector has no effect yet. Leave it out until it has.',
    ]);
    expect(warnings({ collector: false })).toEqual([]);
  });
});

describe('the spool', () => {
  const spoolOf = (transport: Options['transport'] = {}) => resolved({ transport }).transport.spool;

  it('is none where it is turned off, and elsewhere each part has its default', () => {
    expect(spoolOf({ spool: false })).toBe(false);
    expect(spoolOf({ spool: { dir: '/data' } })).toEqual({ dir: '/data', maxBytes: 512_000_000 });
    expect(spoolOf({ spool: { dir: '', maxBytes: 4_000_000 } })).toEqual({ dir: tmpdir(), maxBytes: 4_000_000 });
  });

  it('holds four batches at least', () => {
    expect(() => spoolOf({ maxBatchBytes: 1_000, spool: { maxBytes: 3_999 } })).toThrow(
      'transport.spool.maxBytes is 3999. Give at least 4000, four times transport.maxBatchBytes',
    );
    expect(spoolOf({ maxBatchBytes: 1_000, spool: { maxBytes: 4_000 } })).toMatchObject({ maxBytes: 4_000 });
  });
});

describe('hints on how to run the app', () => {
  it.each([
    { NODE_ENV: 'test' },
    { JEST_WORKER_ID: '1' },
    { VITEST: 'true' },
    { AWS_LAMBDA_FUNCTION_NAME: 'ask' },
    { VERCEL: '1' },
  ])('are not given where no signal ends the process: %p', (env) => {
    expect(resolved({}, { ...KEYS, ...env }).hints).toBe(false);
  });

  it('are not given where a recorder stands in for the server', () => {
    expect(resolve({}, readEnvironment(KEYS), true).hints).toBe(false);
    expect(resolved({}, { ...KEYS, NODE_ENV: 'production' }).hints).toBe(true);
  });
});

describe('proxies of the environment', () => {
  const env = { ...KEYS, HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'internal.example' };

  it('lead to the server', () => {
    expect(resolved({}, env).transport.proxy).toEqual({ https: 'http://proxy.example:3128', no: 'internal.example' });
  });

  it.each(['http://127.0.0.1:4319', 'http://localhost:4319', 'http://[::1]:4319', 'http://app.localhost'])(
    'do not lead to a collector on this machine: %s',
    (baseUrl) => {
      expect(resolved({ baseUrl }, env).transport).not.toHaveProperty('proxy');
    },
  );
});

describe('tags of every trace', () => {
  it.each<[Options, string | undefined, Record<string, string>]>([
    [{}, undefined, {}],
    [{}, 'production', { environment: 'production' }],
    [{ environment: 'staging' }, 'production', { environment: 'staging' }],
    [{ environment: '', release: '' }, 'production', { environment: 'production' }],
    [{ tags: { environment: 'own', release: 'own' }, release: '1' }, 'test', { environment: 'own', release: 'own' }],
  ])('of %p with NODE_ENV %p are %p', (options, NODE_ENV, tags) => {
    expect(resolved(options, { ...KEYS, NODE_ENV }).logger.tags).toEqual(tags);
  });
});

describe('credentials', () => {
  it.each(['', undefined])('given as %p are those of the environment', (absent) => {
    const { transport } = resolved(
      { apiKey: absent, repositoryId: absent, baseUrl: absent },
      { ...KEYS, MAXIM_BASE_URL: 'http://collector.example' },
    );
    expect(transport).toMatchObject({
      apiKey: 'env-key',
      repositoryId: 'env-repo',
      baseUrl: 'http://collector.example',
    });
  });

  it.each([
    [{}, {}],
    [{ apiKey: '' }, { MAXIM_API_KEY: '' }],
    [{}, { MAXIM_LOG_REPO_ID: 'repo' }],
  ])('without a key (%p, %p) the module is disabled, with one warning that names the cure', (options, env) => {
    const { logger, warnings } = resolved(options, env);
    expect(logger.enabled).toBe(false);
    expect(warnings).toEqual([
      'No API key: nothing is logged. Set MAXIM_API_KEY and MAXIM_LOG_REPO_ID, or MAXIM_ENABLED=false to silence this.',
    ]);
  });

  it('with a key but no repository throw, naming the variable and not the key', () => {
    const attempt = (): Resolved => resolved({ apiKey: 'mx-secret' }, {});
    expect(attempt).toThrow(MaximFault);
    expect(attempt).toThrow(/MAXIM_LOG_REPO_ID/);
    expect(attempt).not.toThrow(/mx-secret/);
  });

  it('with a wrong address in the environment go nowhere, with one warning; the option wins', () => {
    const env = { ...KEYS, MAXIM_BASE_URL: 'localhost:4319' };
    const { logger, warnings } = resolved({}, env);
    expect(logger.enabled).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('MAXIM_BASE_URL is "localhost:4319"')]);
    expect(resolved({ enabled: true, baseUrl: '' }, env).logger.enabled).toBe(false);
    expect(resolved({ enabled: false }, env).warnings).toEqual([]);
    expect(resolved({ baseUrl: 'http://127.0.0.1:1' }, env)).toMatchObject({
      logger: { enabled: true },
      transport: { baseUrl: 'http://127.0.0.1:1' },
      warnings: [],
    });
  });

  it('go to the address alone where the environment has more than that', () => {
    const { logger, transport, warnings } = resolved({}, { ...KEYS, MAXIM_BASE_URL: 'https://me:secret@h/x/?y' });
    expect([logger.enabled, transport.baseUrl]).toEqual([true, 'https://h/x']);
    expect(warnings).toEqual([
      'MAXIM_BASE_URL is "https://***@h/x/?***", of which only the address is used. ' +
        'Set it to an http or https URL without user, password, query and fragment.',
    ]);
  });

  it.each<[string, Options, NodeJS.ProcessEnv, boolean]>([
    ['the variable', {}, { ...KEYS, MAXIM_ENABLED: 'false' }, false],
    ['the option', { enabled: false }, KEYS, false],
    ['the option before the variable', { enabled: true }, { ...KEYS, MAXIM_ENABLED: '0' }, true],
    ['the option before the variable, to turn it off', { enabled: false }, { ...KEYS, MAXIM_ENABLED: '1' }, false],
  ])('are used or not by %s', (_, options, env, enabled) => {
    const { logger, warnings } = resolved(options, env);
    expect(logger.enabled).toBe(enabled);
    expect(warnings).toEqual([]);
  });

  it.each([{}, { MAXIM_API_KEY: 'key' }])('are not missed where the module is turned off: %p', (env) => {
    expect(resolved({ enabled: false }, env)).toMatchObject({ logger: { enabled: false }, warnings: [] });
  });
});

describe('where a recorder stands in for the server', () => {
  const recorded = (options: Options, env: NodeJS.ProcessEnv): Resolved => resolve(options, readEnvironment(env), true);

  it('no key and no repository are needed, and no key is kept', () => {
    const { logger, transport, warnings } = recorded({}, { MAXIM_API_KEY: 'env-key' });
    expect(logger).toMatchObject({ enabled: true, repositoryId: 'recorded' });
    expect(transport.apiKey).toBe('');
    expect(warnings).toEqual([]);
  });

  it('a variable that turns logging off for a test run does not turn off the recorder; the option does', () => {
    expect(recorded({}, { MAXIM_ENABLED: 'false' }).logger.enabled).toBe(true);
    expect(recorded({ enabled: false }, {}).logger.enabled).toBe(false);
  });
});

const isDeeplyFrozen = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every((item) => isDeeplyFrozen(item)));
