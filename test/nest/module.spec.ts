import { Controller, type DynamicModule, Get, Global, Inject, Injectable, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  getMaximLoggerToken,
  InjectMaximLogger,
  MaximLogger,
  MaximModule,
  type MaximModuleOptions,
  type MaximOptionsFactory,
  Span,
} from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

const credentials: MaximModuleOptions = { apiKey: 'key', repositoryId: 'repo', baseUrl: 'http://127.0.0.1:9' };
// An app that does not come up is never closed, nor does it end what it captures.
const silent: MaximModuleOptions = { ...credentials, autoCapture: false };

@Injectable()
class Work {
  constructor(readonly maxim: MaximLogger) {}

  @Span()
  run(): string {
    return 'done';
  }
}

@Injectable()
class Settings implements MaximOptionsFactory {
  createMaximOptions(): Promise<MaximModuleOptions> {
    return Promise.resolve({ ...credentials, tags: { from: 'settings' } });
  }
}

@Global()
@Module({ providers: [Settings, { provide: 'repo', useValue: 'from-factory' }], exports: [Settings, 'repo'] })
class SettingsModule {}

const forms = {
  forRoot: () => MaximModule.forRoot({ ...credentials, tags: { from: 'settings' } }),
  'forRootAsync with useFactory': () =>
    MaximModule.forRootAsync({
      imports: [SettingsModule],
      inject: ['repo'],
      useFactory: (repositoryId: string) => ({ ...credentials, repositoryId, tags: { from: 'settings' } }),
    }),
  'forRootAsync with useClass': () => MaximModule.forRootAsync({ useClass: Settings }),
  'forRootAsync with useExisting': () => MaximModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings }),
};

describe.each(Object.entries(forms))('%s', (_, form) => {
  it('makes the logger injectable, with its options', async () => {
    const app = await Test.createTestingModule({
      imports: [form(), MaximTestingModule.forRoot()],
      providers: [Work],
    }).compile();
    app.get(Work).run();
    expect(app.get(Work).maxim).toBe(app.get(MaximLogger));
    expect(app.get(MaximRecorder).traces).toMatchObject([{ name: 'Work.run', tags: { from: 'settings' } }]);
    await app.close();
  });
});

describe('MaximModule', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
    jest.restoreAllMocks();
  });

  it('reads the environment when the app starts, not while forRoot() is evaluated', async () => {
    const module = MaximModule.forRoot({ baseUrl: 'http://127.0.0.1:9' });
    process.env['MAXIM_API_KEY'] = 'key';
    process.env['MAXIM_LOG_REPO_ID'] = 'repo';
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    expect(app.get(MaximLogger).enabled).toBe(true);
    await app.close();
  });

  it('is disabled without a key: one warning, untouched methods, nothing sent', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    delete process.env['MAXIM_API_KEY'];
    const app = await Test.createTestingModule({ imports: [MaximModule.forRoot()], providers: [Work] }).compile();
    const { maxim } = app.get(Work);
    expect(app.get(Work).run()).toBe('done');
    expect(maxim.enabled).toBe(false);
    const trace = maxim.trace({ name: 'by hand' });
    trace.generation({ model: 'm' }).error({ message: 'x' });
    expect(maxim.withSpan({ name: 's' }, (span) => span.id)).toMatch(/^[\w-]+$/);
    expect(maxim.stats()).toMatchObject({ queued: 0, open: 0 });
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining('MAXIM_API_KEY')]);
    await app.close();
  });

  it('tells at level debug where each logger logs to and whether calls are captured, and never the key', async () => {
    const debug = jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
    const named = [
      MaximModule.forFeature({ name: 'billing', repositoryId: 'repo-2' }),
      MaximModule.forFeature({ name: 'legal', repositoryId: 'repo-3', apiKey: 'key-of-legal' }),
    ];
    const started = async (options: MaximModuleOptions, ...more: DynamicModule[]): Promise<string[]> => {
      debug.mockClear();
      const root = MaximModule.forRoot({ ...credentials, apiKey: 'mx-secret', ...options });
      const app = await Test.createTestingModule({ imports: [root, ...more] }).compile();
      await app.init();
      await app.close();
      return debug.mock.calls.map(([message]) => String(message)).sort();
    };
    const logs = 'Logs go to http://127.0.0.1:9, repository';
    expect(await started({ logLevel: 'debug' }, ...named)).toEqual([
      `${logs} repo-2; calls of models are captured.`,
      `${logs} repo-3; calls of models are captured.`,
      `${logs} repo; calls of models are captured.`,
    ]);
    expect(await started({ logLevel: 'debug', autoCapture: false })).toEqual([
      `${logs} repo; calls of models are not captured.`,
    ]);
    expect(await started({ logLevel: 'log' }, ...named)).toEqual([]);
    expect(await started({ logLevel: 'debug', enabled: false }, ...named)).toEqual([]);
    expect(await started({ logLevel: 'debug' }, MaximTestingModule.forRoot(), ...named)).toEqual([]);
  });

  it('says so when it is imported twice', async () => {
    const app = Test.createTestingModule({
      imports: [MaximModule.forRoot(silent), MaximModule.forRoot({ ...silent, strict: true })],
    });
    await expect(app.compile()).rejects.toMatchObject({ name: 'MaximFault', code: 'duplicate-module' });
  });

  it('fails at start on a wrong option, naming it, its value and the cure', async () => {
    const wrong = { ...credentials, maxOpenMs: 'soon' } as never;
    await expect(Test.createTestingModule({ imports: [MaximModule.forRoot(wrong)] }).compile()).rejects.toThrow(
      /maxOpenMs is "soon".*Give a number/,
    );
  });

  it.each([null, 'no', 0])('takes no isGlobal but true or false: %p', (wrong) => {
    const isGlobal = wrong as never;
    const said = `MaximModule: isGlobal is ${JSON.stringify(wrong)}. Give true or false, or leave it out.`;
    expect(() => MaximModule.forRoot({ isGlobal })).toThrow(said);
    expect(() => MaximModule.forRootAsync({ isGlobal, useFactory: () => ({}) })).toThrow(said);
  });

  it('logs nowhere where MAXIM_BASE_URL is no URL, and says so', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    Object.assign(process.env, { MAXIM_API_KEY: 'key', MAXIM_LOG_REPO_ID: 'repo', MAXIM_BASE_URL: 'localhost:4319' });
    const named = MaximModule.forFeature({ name: 'billing', repositoryId: 'repo-2' });
    const app = await Test.createTestingModule({
      imports: [MaximModule.forRoot(), named],
      providers: [Work],
    }).compile();
    expect(app.get(Work).run()).toBe('done');
    expect(app.get(MaximLogger).enabled).toBe(false);
    expect(app.get<MaximLogger>(getMaximLoggerToken('billing')).enabled).toBe(false);
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      'MAXIM_BASE_URL is "localhost:4319", which is no http or https URL. Nothing is logged. ' +
        'Set it to an http or https URL, such as http://localhost:4319.',
    ]);
    await app.close();
  });

  it('fails at start with a key and no repository', async () => {
    delete process.env['MAXIM_LOG_REPO_ID'];
    const app = Test.createTestingModule({ imports: [MaximModule.forRoot({ apiKey: 'key' })] });
    await expect(app.compile()).rejects.toThrow(/MAXIM_LOG_REPO_ID/);
  });

  it('works in a standalone application context', async () => {
    @Module({ imports: [MaximModule.forRoot(credentials), MaximTestingModule.forRoot()], providers: [Work] })
    class Root {}
    const app = await NestFactory.createApplicationContext(Root, { logger: false });
    app.get(Work).run();
    expect(app.get(MaximRecorder).find({ type: 'span', name: 'Work.run' })).toBeDefined();
    await app.close();
  });

  it('is seen only by its importer where it is not global', async () => {
    @Module({ providers: [Work] })
    class Elsewhere {}
    const app = Test.createTestingModule({
      imports: [MaximModule.forRoot({ ...silent, isGlobal: false }), Elsewhere],
    });
    await expect(app.compile()).rejects.toThrow(/MaximLogger/);
  });

  it('can be imported bare by a library', async () => {
    @Module({ imports: [MaximModule], providers: [Work] })
    class Library {}
    const app = await Test.createTestingModule({
      imports: [MaximModule.forRoot(credentials), Library],
    }).compile();
    expect(app.get(Work, { strict: false }).maxim).toBeInstanceOf(MaximLogger);
    await app.close();
  });

  it('injects by token', async () => {
    @Injectable()
    class ByToken {
      constructor(
        @InjectMaximLogger() readonly first: unknown,
        @Inject(getMaximLoggerToken()) readonly second: unknown,
      ) {}
    }
    const app = await Test.createTestingModule({
      imports: [MaximModule.forRoot(credentials)],
      providers: [ByToken],
    }).compile();
    expect(app.get(ByToken).first).toBe(app.get(MaximLogger));
    expect(app.get(ByToken).second).toBe(app.get(MaximLogger));
    await app.close();
  });
});

describe('MaximTestingModule by itself', () => {
  it('gives the logger and records', async () => {
    @Controller()
    class Desk {
      @Get()
      get(): string {
        return '';
      }
    }
    const app = await Test.createTestingModule({
      imports: [MaximTestingModule.forRoot({ tags: { suite: 'unit' } })],
      controllers: [Desk],
      providers: [Work],
    }).compile();
    app.get(Work).run();
    const recorder = app.get(MaximRecorder);
    expect(recorder.traces).toMatchObject([{ tags: { suite: 'unit' }, children: [{ name: 'Work.run' }] }]);
    expect(recorder.openEntities()).toEqual([]);
    expect(recorder.lines.length).toBeGreaterThan(3);
    recorder.clear();
    expect(recorder.lines).toEqual([]);
    expect(recorder.find({ type: 'span' })).toBeUndefined();
    await app.close();
  });
});
