import { Injectable, Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { MaximLogger, MaximModule, type MaximModuleOptions, Span } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

@Injectable()
class Work {
  @Span()
  run(): string {
    return 'done';
  }
}

describe('several apps in one process', () => {
  const apps: TestingModule[] = [];
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const app of apps.splice(0)) await app.close();
  });

  async function start(options: MaximModuleOptions = {}, isGlobal = true): Promise<TestingModule> {
    const imports = [MaximModule.forRoot({ ...options, isGlobal }), MaximTestingModule.forRoot()];
    const app = await Test.createTestingModule({ imports, providers: [Work] }).compile();
    apps.push(app);
    return app.init();
  }
  const spans = (app: TestingModule): number => app.get(MaximRecorder).traces.length;

  it('each log what their own instances do', async () => {
    const [first, second] = [await start(), await start()];
    second.get(Work).run();
    expect([spans(first), spans(second)]).toEqual([0, 1]);
  });

  it('do not log for one that is disabled', async () => {
    const [enabled, disabled] = [await start(), await start({ enabled: false })];
    disabled.get(Work).run();
    expect([spans(enabled), spans(disabled)]).toEqual([0, 0]);
    new Work().run();
    expect(spans(enabled)).toBe(1);
  });

  it('warn once of a plain class that could belong to either', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const [first, second] = [await start(), await start()];
    new Work().run();
    new Work().run();
    expect([spans(first), spans(second)]).toEqual([0, 0]);
    expect(warn).toHaveBeenCalledTimes(1);
    second.get(MaximLogger).withTrace({ name: 'inside' }, () => new Work().run());
    expect([spans(first), spans(second)]).toEqual([0, 1]);
  });

  it('one that is not global is one all the same beside a testing module', async () => {
    const app = await start({}, false);
    new Work().run();
    expect(spans(app)).toBe(1);
  });

  it('leave no logger behind', async () => {
    await start();
    await apps.pop()?.close();
    const next = await start();
    new Work().run();
    expect(spans(next)).toBe(1);
  });
});
