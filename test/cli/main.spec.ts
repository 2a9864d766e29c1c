import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { collecting, line, post, traceLines } from '../collector/collecting.js';
import { bin, type Bin } from './bin.js';

const START = '2026-01-01T00:00:00.000Z';
const KEYS = { MAXIM_API_KEY: 'real-key', MAXIM_LOG_REPO_ID: 'real-repo' };

/** A collector that listens, and where. */
async function collector(
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<{ run: Bin; url: string }> {
  const run = bin(['collector', '--port', '0', ...args], environment);
  const url = /listens on (\S+)/.exec(await run.wrote('Ctrl-C stops it.\n'))?.[1];
  if (url === undefined) throw new Error(`It does not say where it listens: ${run.out()}`);
  return { run, url };
}

describe('nestjs-maxim', () => {
  it.each([['--help'], ['-h'], ['collector --help'], ['collector --port 1 --help']])(
    'shows its usage for %s',
    async (args) => {
      const run = bin(args.split(' '));
      expect(await run.ended).toMatchObject({ code: 0 });
      expect(run.out()).toMatch(
        /^Usage: nestjs-maxim collector \[options\]\n[^]*--port N[^]*--host H[^]*--forward URL/,
      );
      expect(run.error()).toBe('');
    },
  );

  it.each([['--version'], ['-v']])('shows the version of the package for %s', async (flag) => {
    const run = bin([flag]);
    expect(await run.ended).toMatchObject({ code: 0 });
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(run.out()).toBe(`${version}\n`);
  });

  it.each([
    [[], 'No command is given.'],
    [['collect'], "There is no command 'collect'."],
    [['collector', 'now'], "'collector' does not take 'now'."],
    [['collector', '--prot', '1'], "Unknown option '--prot'."],
    [['collector', '--port'], "Option '--port <value>' argument missing."],
    [['collector', '--port', '-1'], "Option '--port' argument is ambiguous."],
    [['collector', '--port', '65536'], "--port is '65536'. It takes a number from 0 to 65535."],
    [['collector', '--port', '1e3'], "--port is '1e3'. It takes a number from 0 to 65535."],
    [['collector', '--port='], "--port is ''. It takes a number from 0 to 65535."],
    [['collector', '--forward', 'app.getmaxim.ai'], "--forward is 'app.getmaxim.ai'. It takes an http or https URL."],
    [
      ['collector', '--forward', 'https://me:secret@app.getmaxim.ai'],
      "--forward is 'https://***@app.getmaxim.ai'. It takes an http or https URL without user, password, query and fragment.",
    ],
    [['collector', '--forward', 'https://app.getmaxim.ai'], '--forward needs an API key. Set MAXIM_API_KEY.'],
  ])('says what is wrong with %j and shows its usage', async (args, problem) => {
    const run = bin(args);
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.error()).toMatch(/^[^\n]+\n\nUsage: /);
    expect(run.error().split('\n')[0]).toBe(problem);
    expect(run.out()).toBe('');
  });

  it('asks for the repository of --forward', async () => {
    const run = bin(['collector', '--forward', 'https://app.getmaxim.ai'], { MAXIM_API_KEY: 'key' });
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.error()).toMatch(/^--forward needs a log repository\. Set MAXIM_LOG_REPO_ID to its id\.\n/);
  });
});

describe('nestjs-maxim collector', () => {
  it('says where it listens and how to point an app at it', async () => {
    const { run, url } = await collector();
    expect(run.out()).toBe(`The collector listens on ${url}

Point an app at it:
  MAXIM_BASE_URL=${url} MAXIM_API_KEY=anything MAXIM_LOG_REPO_ID=anything

Each trace is printed here once it has ended; all are JSON at ${url}/api/traces
Ctrl-C stops it.
`);
    expect((await fetch(`${url}/api/traces`)).status).toBe(200);
  });

  it('prints a trace once it has ended, again where more comes, and without colours in a pipe', async () => {
    const { run, url } = await collector();
    await post(url, [
      ...traceLines('first', START, { name: 'chat' }),
      line('trace', 'first', 'update', { output: 'The whole answer.' }),
    ]);
    await post(url, line('trace', 'open', 'create', { name: 'still open', startTimestamp: START }));
    await run.wrote('The whole answer.');
    await post(url, line('trace', 'first', 'update', { output: 'later' }));
    await run.wrote('later');
    await post(url, traceLines('second', START, { name: 'next' }));
    const printed = await run.wrote('✓ next');
    expect(printed.slice(printed.indexOf('Ctrl-C stops it.\n'))).toBe(
      `Ctrl-C stops it.\n
✓ chat  0 ms  trace
  id        first
  output    The whole answer.\n
✓ chat  0 ms  trace
  id        first
  output    later\n
✓ next  0 ms  trace
  id        second\n`,
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s with 0, prints what has ended, and is gone', async (signal) => {
    const { run, url } = await collector();
    await post(url, traceLines('t', START, { name: 'just ended' }));
    run.kill(signal);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.out()).toContain('✓ just ended');
    expect(run.error()).toBe('');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('stops while a reader of events is connected', async () => {
    const { run, url } = await collector();
    const { body } = await fetch(`${url}/api/events`);
    run.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    await body?.cancel();
  });

  it('says that its port is in use and ends with 1', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const port = (holder.address() as AddressInfo).port.toString();
    const run = bin(['collector', '--port', port]);
    expect(await run.ended).toMatchObject({ code: 1 });
    expect(run.error()).toBe(`Port ${port} of 127.0.0.1 is in use. Stop what listens there, or choose another port.\n`);
    expect(run.out()).toBe('');
    await new Promise((done) => holder.close(done));
  });

  it('listens on the address it is given', async () => {
    const { url } = await collector(['--host', '::1']);
    expect(url).toMatch(/^http:\/\/\[::1\]:/);
    expect((await fetch(`${url}/api/stats`)).status).toBe(200);
  });

  it('takes the flags that have no effect yet, and says so', async () => {
    const { run, url } = await collector(['--open', '--dir', '/tmp']);
    expect((await fetch(`${url}/api/stats`)).status).toBe(200);
    expect(run.error()).toBe(
      '--dir has no effect yet: traces are kept in memory only. Leave it out until it has.\n' +
        `--open has no effect yet. Open ${url} in a browser.\n`,
    );
  });

  it('passes everything on with the key and repository of the environment', async () => {
    const far = await collecting({ apiKey: 'real-key' });
    const { run, url } = await collector(['--forward', far.url], KEYS);
    expect(run.out()).toContain(`Everything is passed on to ${far.url}, repository real-repo.\n`);
    await post(url, traceLines('t', START));
    run.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(far.traces()).toMatchObject([{ id: 't' }]);
    expect(run.error()).toBe('');
  });

  it('says, without the key, that nothing can be passed on', async () => {
    const far = await collecting({ apiKey: 'another-key' });
    const { run, url } = await collector(['--forward', far.url], KEYS);
    await post(url, traceLines('t', START));
    run.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.error()).toMatch(
      new RegExp(`^Nothing can be passed on to ${far.url}: the server answered 401 .*Check MAXIM_API_KEY`),
    );
    expect(run.error() + run.out()).not.toContain('real-key');
  });
});
