import { Agent } from 'undici';
import { MaximFault } from '../../lib/faults/fault.js';
import { type ModuleOptions } from '../../lib/options/options.js';
import { readEnvironment } from '../../lib/options/environment.js';
import { resolve } from '../../lib/options/resolve.js';
import { type TransportOptions } from '../../lib/options/transport-options.js';

type Options = Required<ModuleOptions<unknown, unknown>>;
/** Values that an option refuses, each with what is said of it, and values that it takes. */
interface Case {
  wrong: [value: unknown, said: string][];
  right: unknown[];
}

const FLAG: Case = {
  wrong: [
    ['yes', '"yes". Give true or false, or'],
    [1, '1. Give true or false, or'],
    [null, 'null. Give true or false, or'],
  ],
  right: [true, false],
};
const TEXT: Case = { wrong: [[7, '7. Give a string, or']], right: ['v1', ''] };
const HOOK: Case = { wrong: [['name', '"name". Give a function, or']], right: [() => undefined] };
const MS: Case = {
  wrong: [
    [-1, '-1. Give a number from 0 to 2147483647, in ms, or'],
    ['5s', '"5s". Give a number from 0 to 2147483647, in ms, or'],
    [NaN, 'NaN. Give a number from 0 to 2147483647, in ms, or'],
    [Infinity, 'Infinity. Give a number from 0 to 2147483647, in ms, or'],
  ],
  right: [0, 250],
};
const SOME_MS: Case = { wrong: [[0, '0. Give a number from 1 to 2147483647, in ms, or']], right: [1] };
const BYTES: Case = { wrong: [[0, '0. Give a number from 1, in bytes, or']], right: [1, 10_000_000_000] };

const TRANSPORT: Record<keyof TransportOptions, Case> = {
  flushInterval: MS,
  maxBatchBytes: {
    wrong: [[5_242_881, '5242881. Give a number from 1 to 5242880, in bytes, or']],
    right: [1, 5_242_880],
  },
  maxQueueBytes: BYTES,
  overflow: {
    wrong: [['drop', `"drop". Give 'spool', 'drop-oldest', 'drop-newest', or`]],
    right: ['spool', 'drop-oldest', 'drop-newest'],
  },
  retry: {
    wrong: [[3, '3. Give an object with any of minDelay, maxDelay, or']],
    right: [{}, { minDelay: 0, maxDelay: 1 }],
  },
  requestTimeout: SOME_MS,
  spool: {
    wrong: [[true, 'true. Give false, or an object with any of dir, maxBytes, or']],
    right: [false, {}, { dir: '/tmp', maxBytes: 4_000_000 }],
  },
  durability: {
    wrong: [['disk', `"disk". Give 'memory', 'write-ahead', 'fsync', or`]],
    right: ['memory', 'write-ahead', 'fsync'],
  },
  shutdownTimeout: MS,
  compress: FLAG,
  dispatcher: { wrong: [[{}, 'an object. Give an object with dispatch, or']], right: [new Agent()] },
};

const MODULE: Record<keyof Options, Case> = {
  apiKey: {
    wrong: [
      [42, 'a number. Give a string without spaces, or'],
      ['secret with\nnewline', 'a string. Give a string without spaces, or'],
    ],
    right: ['key-1', ''],
  },
  repositoryId: TEXT,
  baseUrl: {
    wrong: [
      ['app.getmaxim.ai', `"app.getmaxim.ai". Give an http or https URL, or '', or`],
      ['ftp://x', `"ftp://x". Give an http or https URL, or '', or`],
      [
        'http://me:secret@h',
        '"http://***@h". Give an http or https URL without user, password, query and fragment, or',
      ],
      ['https://h/x?y', '"https://h/x?***". Give an http or https URL without user, password, query and fragment, or'],
      ['https://h?', '"https://h?". Give an http or https URL without user, password, query and fragment, or'],
      ['https://h#y', '"https://h#***". Give an http or https URL without user, password, query and fragment, or'],
    ],
    right: ['http://127.0.0.1:4319', 'https://app.getmaxim.ai/', 'https://gateway.example/@maxim', ''],
  },
  enabled: FLAG,
  tags: { wrong: [['a', '"a". Give an object, or']], right: [{}, { team: 'search' }] },
  environment: TEXT,
  release: TEXT,
  strict: FLAG,
  logLevel: {
    wrong: [['info', `"info". Give 'silent', 'error', 'warn', 'log', 'debug', 'verbose', or`]],
    right: ['silent', 'verbose'],
  },
  entryPoints: { wrong: [['http', '"http". Give an object with any of http, or']], right: [{}, { http: false }] },
  traceName: HOOK,
  session: HOOK,
  user: HOOK,
  traceTags: HOOK,
  captureContent: {
    wrong: [['no', '"no". Give true or false, or a function, or']],
    right: [true, false, () => true],
  },
  captureInput: FLAG,
  captureOutput: FLAG,
  redact: HOOK,
  redactSecrets: FLAG,
  maxFieldBytes: BYTES,
  redactCards: FLAG,
  captureStack: FLAG,
  errorStatus: { wrong: [[42, '42. Give a number from 100 to 599, or']], right: [400, 500] },
  price: HOOK,
  maxOpenMs: SOME_MS,
  sampling: { wrong: [[0.5, '0.5. Give an object with any of rate, keepErrors']], right: [{}, { rate: 0 }] },
  autoCapture: {
    wrong: [['all', '"all". Give true or false, or an object with any of orphans, hosts, or']],
    right: [
      true,
      false,
      {},
      { orphans: 'trace', hosts: { 'llm.example': 'openai', 'other.example': false, '[::1]:80': 'vllm' } },
    ],
  },
  parsers: {
    wrong: [
      [{}, 'an object. Give a list of objects with request, result and stream, or'],
      [[{ request: 1 }], 'a list. Give a list of objects with request, result and stream, or'],
    ],
    right: [[], [{ request: () => undefined, result: () => undefined, stream: () => undefined }]],
  },
  propagation: {
    wrong: [[['host'], 'a list. Give an object with any of hosts, trust, or']],
    right: [{}, { hosts: ['a.example'], trust: () => true }],
  },
  collector: FLAG,
  transport: { wrong: [[null, 'null. Give an object with any of flushInterval, ']], right: [{}] },
};

/** Where a wrong value stands inside another option. */
const NESTED: [options: unknown, said: string][] = [
  [{ tags: { team: 7 } }, 'MaximModule: tags.team is 7. Give a string, or'],
  [{ tags: { team: undefined } }, 'MaximModule: tags.team is undefined. Give a string, or'],
  [{ entryPoints: { http: true } }, `MaximModule: entryPoints.http is true. Give 'lazy', 'always', false, or`],
  [{ sampling: { rate: 2 } }, 'MaximModule: sampling.rate is 2. Give a number from 0 to 1, or'],
  [{ sampling: { keepErrors: 1 } }, 'MaximModule: sampling.keepErrors is 1. Give true or false, or'],
  [{ sampling: { keepSlowerThanMs: -1 } }, 'MaximModule: sampling.keepSlowerThanMs is -1. Give a number from 0'],
  [{ autoCapture: { orphans: 'keep' } }, `MaximModule: autoCapture.orphans is "keep". Give 'drop', 'trace', or`],
  [{ autoCapture: { hosts: { x: true } } }, 'MaximModule: autoCapture.hosts.x is true. Give a string, or false, or'],
  [
    { autoCapture: { hosts: { 'http://me:secret@gw:4000/v1': 'groq' } } },
    'MaximModule: autoCapture.hosts has "http://gw:4000/v1", which is no host. Name hosts without scheme and path, with or without their port, such as "gw:4000".',
  ],
  [{ autoCapture: { hosts: { 'gw/v1': 'groq' } } }, 'autoCapture.hosts has "gw/v1", which is no host.'],
  [{ propagation: { hosts: [1] } }, 'MaximModule: propagation.hosts is a list. Give a list of host names, or'],
  [{ propagation: { trust: 'all' } }, 'MaximModule: propagation.trust is "all". Give true or false, or a function'],
  [{ transport: { retry: { minDelay: -1 } } }, 'MaximModule: transport.retry.minDelay is -1. Give a number from 0'],
  [{ transport: { spool: { maxBytes: 0 } } }, 'MaximModule: transport.spool.maxBytes is 0. Give a number from 1'],
  [
    { transport: { spool: { maxBytes: 1 } } },
    'MaximModule: transport.spool.maxBytes is 1. Give at least 4000000, four',
  ],
  [{ transport: { spool: { dir: 1 } } }, 'MaximModule: transport.spool.dir is 1. Give a string, or'],
];

/** Names that no option has. */
const UNKNOWN: [options: unknown, said: string][] = [
  [{ apikey: 'k' }, 'there is no option "apikey". Did you mean "apiKey"?'],
  [{ repositoryID: 'r' }, 'there is no option "repositoryID". Did you mean "repositoryId"?'],
  [{ captureInputs: false }, 'there is no option "captureInputs". Did you mean "captureInput"?'],
  [
    { transport: { flushIntervall: 1 } },
    'no option "transport.flushIntervall". Did you mean "transport.flushInterval"?',
  ],
  [{ serviceName: undefined }, 'there is no option "serviceName". The options are apiKey, repositoryId, '],
  [
    { transport: { retry: { count: 5 } } },
    'no option "transport.retry.count". transport.retry takes minDelay, maxDelay.',
  ],
  [
    { transport: { spool: { path: '/tmp' } } },
    'no option "transport.spool.path". transport.spool takes dir, maxBytes.',
  ],
  [{ toString: 1 }, 'there is no option "toString". The options are'],
  [JSON.parse('{"__proto__":1}'), 'there is no option "__proto__". The options are'],
];

const NOWHERE = readEnvironment({});
/** Resolves options that the types would refuse. */
const attempt = (options: unknown): unknown => resolve(options as Options, NOWHERE, true);
const rows = (cases: Record<string, Case>) => Object.entries(cases).map(([name, each]) => ({ name, ...each }));

function faultOf(options: unknown): MaximFault {
  try {
    attempt(options);
  } catch (error) {
    if (error instanceof MaximFault) return error;
    throw error;
  }
  throw new Error('no fault');
}

describe.each(rows(MODULE))('option $name', ({ name, wrong, right }) => {
  it.each(wrong)('refuses %p, naming it, its value and the cure', (value, said) => {
    const { code, message } = faultOf({ [name]: value });
    expect(code).toBe('invalid-option');
    expect(message).toContain(`MaximModule: ${name} is ${said}`);
    expect(message).toMatch(/leave it out\.$/);
  });
  it.each(right.map((value) => [value]))('takes %p', (value) => expect(() => attempt({ [name]: value })).not.toThrow());
  it('takes undefined as its default', () => expect(attempt({ [name]: undefined })).toEqual(attempt({})));
});

describe.each(rows(TRANSPORT))('option transport.$name', ({ name, wrong, right }) => {
  it.each(wrong)('refuses %p, naming it, its value and the cure', (value, said) => {
    expect(faultOf({ transport: { [name]: value } }).message).toContain(`MaximModule: transport.${name} is ${said}`);
  });
  it.each(right.map((value) => [value]))('takes %p', (value) =>
    expect(() => attempt({ transport: { [name]: value } })).not.toThrow(),
  );
  it('takes undefined as its default', () => {
    expect(attempt({ transport: { [name]: undefined } })).toEqual(attempt({}));
  });
});

describe('options inside options', () => {
  it.each(NESTED)('are refused with their path: %p', (options, said) => {
    expect(faultOf(options).message).toContain(said);
  });
});

describe('an unknown option', () => {
  it.each(UNKNOWN)('is refused, also where its value is undefined: %p', (options, said) => {
    expect(faultOf(options).message).toContain(said);
  });
});

describe('what is given in the place of options', () => {
  it.each([[null], [7], [[]], [() => undefined]])('is refused: %p', (given) => {
    expect(faultOf(given).message).toContain('MaximModule: what it was given is ');
  });
});

describe('a message', () => {
  it.each([
    ['a key in the place of the options', 'mx-secret'],
    ['a malformed key', { apiKey: 'mx-secret \n' }],
    ['a key in a list', { apiKey: ['mx-secret'] }],
    ['a key under a mistyped name', { apikey: 'mx-secret' }],
    ['a password in an address', { baseUrl: `http://me:${'x'.repeat(200)}mx-secret@h` }],
    ['a password in no address', { baseUrl: 'me:mx-secret@h:4319' }],
    ['a key beside a wrong option', { apiKey: 'mx-secret', strict: 1 }],
  ])('never shows the API key: %s', (_, given) => expect(faultOf(given).message).not.toContain('mx-secret'));

  it('shows no more of a value than its beginning', () => {
    expect(faultOf({ baseUrl: 'x'.repeat(1_000_000) }).message.length).toBeLessThan(250);
  });
});
