import { Catch, Controller, Injectable, Scope } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { MaximLogger, MaximModule, Span } from '../../lib/index.js';
import { isAppObject } from '../../lib/nest/app-object.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

@Injectable()
class Service {
  readonly secret = 'db';

  @Span()
  take(..._given: unknown[]): void {
    // Its arguments are what matters.
  }
}
class Derived extends Service {}

@Controller()
class Home {}

@Catch()
class Filter {}

describe('what an app is made of', () => {
  it.each([new Service(), new Derived(), new Home(), new Filter()])('is not data: %p', (object) => {
    expect(isAppObject(object)).toBe(true);
  });

  it.each([{}, [], new Date(), new Map(), Object.create(null), new (class Dto {})(), new Proxy({}, {})])(
    'is not taken for it: %p',
    (object) => {
      expect(isAppObject(object as object)).toBe(false);
    },
  );

  it('survives a proxy without end', () => {
    const endless: object = new Proxy({}, { getPrototypeOf: () => endless });
    expect(isAppObject(endless)).toBe(false);
  });

  it('is whatever the app provides, but for plain data', async () => {
    class Plain {
      readonly secret = 'db';
    }
    class Repository {
      readonly options = { host: 'db' };
    }
    class Pool extends Repository {}
    const pool = new Pool();
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest extends Plain {}
    const providers = [
      ...[Service, Plain, { provide: 'PER', useClass: PerRequest }, { provide: 'POOL', useValue: pool }],
      { provide: 'REPOSITORY', useFactory: () => new Repository() },
      { provide: 'SETTINGS', useValue: { tone: 'kind' } },
    ];
    const imports = [MaximModule.forRoot(), MaximTestingModule.forRoot()];
    const app = (await Test.createTestingModule({ imports, providers }).compile()).createNestApplication();
    await app.init();
    const of = (token: string): unknown => app.get(token);
    const given = [app.get(Plain), await app.resolve('PER'), of('POOL'), of('REPOSITORY'), of('SETTINGS')];
    app.get(Service).take(...given, new Repository());
    const input = app.get(MaximRecorder).traces.find(({ name }) => name === 'Service.take')?.input;
    await app.close();
    expect(input).toBe(
      JSON.stringify([
        ...['[Plain]', '[PerRequest]', '[Pool]', '[Repository]', { tone: 'kind' }],
        { options: { host: 'db' } }, // One that the app does not provide is data.
      ]),
    );
  });

  it('is logged by the name of its class, and our own by type and id', async () => {
    const imports = [MaximModule.forRoot(), MaximTestingModule.forRoot()];
    const testing = await Test.createTestingModule({ imports, providers: [Service] }).compile();
    const app = testing.createNestApplication();
    await app.init();
    const [logger, service, recorder] = [app.get(MaximLogger), app.get(Service), app.get(MaximRecorder)];
    const trace = logger.trace({ id: 't' });
    service.take(app, app.get(ModuleRef), app.get(ModulesContainer), app.getHttpServer(), logger, service, trace);
    const input = recorder.traces.find(({ name }) => name === 'Service.take')?.input;
    await app.close();
    expect(input).toBe(
      JSON.stringify([
        ...['[NestApplication]', '[ModuleRef]', '[ModulesContainer]', '[Server]'],
        ...[{ type: 'logger', id: 'recorded' }, '[Service]', { type: 'trace', id: 't' }],
      ]),
    );
  });
});
