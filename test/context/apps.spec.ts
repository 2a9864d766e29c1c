import { Controller, Get, Injectable, Logger, Module, Scope, UseGuards } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { MaximLogger, MaximModule, type MaximModuleOptions, Span } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';
import { startApp } from '../e2e/http-app.js';

@Injectable()
class Work {
  @Span()
  run(): string {
    return 'done';
  }
}

/** What each of two apps makes by itself: classes that the other does not know. */
function ownClasses() {
  @Injectable({ scope: Scope.TRANSIENT })
  class Draft {
    @Span()
    add(): string {
      return 'added';
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  class Visit {
    @Span()
    static count(): number {
      return 1;
    }

    @Span()
    note(): string {
      return 'noted';
    }
  }

  @Injectable()
  class Guard {
    @Span()
    canActivate(): boolean {
      return true;
    }
  }

  @Controller()
  @UseGuards(Guard)
  class Desk {
    constructor(
      readonly draft: Draft,
      readonly visit: Visit,
    ) {}

    @Get()
    all(): string {
      return [this.draft.add(), this.visit.note(), new Plain().run(), Visit.count()].join();
    }
  }
  return { Draft, Visit, Desk };
}

class Plain {
  @Span()
  run(): string {
    return 'plain';
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
    enabled.get(Work).run();
    expect(spans(enabled)).toBe(1);
  });

  it('do not log the requests of one that is disabled', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const enabled = await start();
    const { Desk, Draft, Visit } = ownClasses();
    const maxim = MaximModule.forRoot({ enabled: false });
    @Module({ imports: [maxim], controllers: [Desk], providers: [Draft, Visit] })
    class Other {}
    const app = (await Test.createTestingModule({ imports: [Other] }).compile()).createNestApplication();
    await app.listen(0, '127.0.0.1');
    expect(await (await fetch(await app.getUrl())).text()).toBe('added,noted,plain,1');
    expect(enabled.get(MaximRecorder).lines).toEqual([]);
    // Of the plain class nobody knows whose it is.
    expect(warn).toHaveBeenCalledTimes(1);
    enabled.get(MaximLogger).withTrace({ name: 'inside' }, () => new Plain().run());
    expect(spans(enabled)).toBe(1);
    await app.close();
    new Plain().run();
    expect(spans(enabled)).toBe(2);
  });

  it('each log what is of classes that they alone make', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const [ofFirst, ofSecond] = [ownClasses(), ownClasses()];
    const first = await startApp('express', { providers: [ofFirst.Draft, ofFirst.Visit] });
    const second = await startApp('express', { providers: [ofSecond.Draft, ofSecond.Visit] });
    (await first.app.resolve(ofFirst.Draft)).add();
    const contextId = ContextIdFactory.create();
    (await second.app.get(ModuleRef).resolve(ofSecond.Visit, contextId, { strict: false })).note();
    ofSecond.Visit.count();
    expect(warn).not.toHaveBeenCalled();
    const names = ({ recorder }: typeof first) => recorder.traces.map(({ name }) => name).sort();
    expect([names(first), names(second)]).toEqual([['Draft.add'], ['Visit.count', 'Visit.note']]);
    await first.app.close();
    await second.app.close();
  });

  it('each log what is injected into theirs, though both make its class', async () => {
    const { Desk, Draft, Visit } = ownClasses();
    const apps = [];
    @Injectable()
    class Holder {
      constructor(readonly draft: InstanceType<typeof Draft>) {}
    }
    Reflect.defineMetadata('design:paramtypes', [Draft], Holder);
    for (const _ of [1, 2])
      apps.push(await startApp('express', { controllers: [Desk], providers: [Draft, Visit, Holder] }));
    const [first, second] = apps;
    second?.app.get(Holder).draft.add();
    expect([first?.recorder.traces.length, second?.recorder.traces.length]).toEqual([0, 1]);
    const url = second?.url ?? '';
    expect(await (await fetch(url)).text()).toBe('added,noted,plain,1');
    expect(first?.recorder.lines).toEqual([]);
    for (const { app } of apps) await app.close();
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
