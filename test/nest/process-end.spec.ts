import { Global, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Reporter } from '../../lib/faults/reporter.js';
import { MaximModule } from '../../lib/index.js';
import { ProcessEnd } from '../../lib/nest/process-end.js';
import { inChild } from '../observe/child.js';

const OPTIONS = { apiKey: 'key', repositoryId: 'repo', autoCapture: false };
const closable = { close: () => Promise.resolve() };

describe('a signal without Nest’s hooks', () => {
  const ends: ProcessEnd[] = [];
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    for (const end of ends.splice(0)) end.unwatch();
    jest.useRealTimers();
  });

  function warningsAfterStart(hints: boolean): string[] {
    const said: string[] = [];
    const end = new ProcessEnd(closable, new Reporter('warn', (_, message) => said.push(message)), hints);
    ends.push(end);
    end.watch();
    jest.runAllTimers();
    return said;
  }

  it('is hinted at once the app is up, with the cure', () => {
    expect(warningsAfterStart(true)).toEqual([expect.stringContaining('app.enableShutdownHooks()')]);
  });

  it('is not hinted at once the app begins to close', () => {
    const said: string[] = [];
    const end = new ProcessEnd(closable, new Reporter('warn', (_, message) => said.push(message)), true);
    ends.push(end);
    end.watch();
    end.closing();
    jest.runAllTimers();
    expect(said).toEqual([]);
  });

  it('is not hinted at where somebody listens for it, or where no hints are welcome', () => {
    const listener = (): void => undefined;
    process.on('SIGTERM', listener);
    expect(warningsAfterStart(true)).toEqual([]);
    process.off('SIGTERM', listener);
    expect(warningsAfterStart(false)).toEqual([]);
  });
});

describe('an app that closes', () => {
  const environment = { ...process.env };
  let warn: jest.SpyInstance<void, unknown[]>;
  let release = (): void => undefined;
  /** The one that is tried waits until it is let go on. */
  const slow = (hook: string) => ({ [hook]: () => new Promise<void>((resolve) => (release = resolve)) });

  beforeEach(() => {
    // A test run gets no hints.
    Object.assign(process.env, { JEST_WORKER_ID: '', NODE_ENV: '' });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance'] });
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    process.env = { ...environment };
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  async function start(hook = 'none') {
    // Global modules are the last to be destroyed.
    @Global()
    @Module({ providers: [{ provide: 'slow', useValue: slow(hook) }] })
    class Pool {}
    const maxim = MaximModule.forRoot({ ...OPTIONS, baseUrl: 'http://127.0.0.1:9' });
    return (await Test.createTestingModule({ imports: [maxim, Pool] }).compile()).init();
  }

  it.each(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'])(
    'gets no hint on how to end, however long its %s takes, nor after',
    async (hook) => {
      const app = await start(hook);
      const closed = app.close();
      await new Promise(setImmediate);
      jest.advanceTimersByTime(60_000);
      release();
      await closed;
      jest.advanceTimersByTime(60_000);
      expect(warn.mock.calls).toEqual([]);
    },
  );

  it('got it before', async () => {
    const app = await start();
    jest.advanceTimersByTime(60_000);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('SIGTERM')]]);
    await app.close();
  });
});

describe('many apps', () => {
  it('share one listener, which goes with the last', () => {
    const before = process.listenerCount('beforeExit');
    const ends = Array.from(
      { length: 20 },
      () => new ProcessEnd({ ...closable }, new Reporter('silent', () => undefined), false),
    );
    for (const end of ends) end.watch();
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    for (const end of ends) end.unwatch();
    expect(process.listenerCount('beforeExit')).toBe(before);
  });
});

describe('a process that nobody closes', () => {
  it('sends what waits when nothing is left to do, and ends by itself', async () => {
    expect(await inChild('../../e2e/host/never-closed.ts')).toEqual({ received: ['trace', 'span'] });
  });
});
