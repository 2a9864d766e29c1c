import { Controller, Get, Inject, Injectable, Logger, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { MaximLogger, Span, Trace } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';
import { ended, PLATFORMS, startApp } from '../e2e/http-app.js';

class Plain {
  @Span()
  work(): string {
    return 'done';
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class Draft {
  private readonly lines: string[] = [];

  @Span()
  add(line: string): number {
    return this.lines.push(line);
  }
}

@Injectable({ scope: Scope.REQUEST })
class Visit {
  constructor(
    @Inject(REQUEST) private readonly request: { url: string },
    private readonly draft: Draft,
  ) {}

  @Span()
  note(): string {
    this.draft.add(this.request.url);
    return this.request.url;
  }
}

@Controller()
class Desk {
  constructor(private readonly visit: Visit) {}

  @Get('visit/:id')
  get(): string {
    return this.visit.note();
  }
}

@Injectable()
class Service {
  constructor(readonly draft: Draft) {}

  @Trace()
  work(plain: Plain): string {
    this.draft.add('line');
    return plain.work();
  }
}

describe.each(PLATFORMS)('request-scoped and transient providers on %s', (platform) => {
  it('are recorded each in the trace of its request', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [Desk], providers: [Visit, Draft] });
    const ids = ['1', '2', '3'];
    const bodies = await Promise.all(ids.map(async (id) => (await fetch(`${url}/visit/${id}`)).text()));
    expect(bodies).toEqual(['/visit/1', '/visit/2', '/visit/3']);
    await ended(recorder, 3);
    for (const trace of recorder.traces) {
      expect(trace.children).toMatchObject([
        { name: 'Visit.note', children: [{ name: 'Draft.add', metadata: { output: '1' } }] },
      ]);
      expect(trace.children[0]?.metadata['output']).toBe(JSON.stringify(trace.output));
    }
    await app.close();
  });
});

describe('two apps in one process', () => {
  const shared = new Plain();
  const start = async (name: string) => {
    const app = await Test.createTestingModule({
      imports: [MaximTestingModule.forRoot({ tags: { app: name } })],
      providers: [Service, Draft, { provide: 'SHARED', useValue: shared }],
    }).compile();
    await app.init();
    return { app, service: app.get(Service), recorder: app.get(MaximRecorder), maxim: app.get(MaximLogger) };
  };

  it('record each its own, and what runs inside it', async () => {
    const [first, second] = [await start('first'), await start('second')];
    const plain = new Plain();
    first.service.work(plain);
    second.service.work(plain);
    second.maxim.withTrace({ name: 'by hand' }, () => plain.work());
    // Both begin in one ms, so either may be the first.
    const children = ['Draft.add', 'Plain.work'].map((name) => expect.objectContaining({ name }) as unknown);
    const shape = { name: 'Service.work', children: expect.arrayContaining(children) as unknown };
    expect(first.recorder.traces).toMatchObject([{ ...shape, tags: { app: 'first' } }]);
    expect(second.recorder.traces.map(({ name, tags }) => [name, tags['app']]).sort()).toEqual([
      ['Service.work', 'second'],
      ['by hand', 'second'],
    ]);
    expect(second.recorder.find({ name: 'Service.work' })).toMatchObject(shape);
    await first.app.close();
    await second.app.close();
  });

  it('leave alone what both of them provide', async () => {
    const [first, second] = [await start('first'), await start('second')];
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    shared.work();
    expect([first.recorder.lines, second.recorder.lines]).toEqual([[], []]);
    expect(warn).toHaveBeenCalledTimes(1);
    await first.app.close();
    shared.work();
    expect(second.recorder.traces).toMatchObject([{ name: 'Plain.work', tags: { app: 'second' } }]);
    await second.app.close();
    warn.mockRestore();
  });

  it('leave alone what belongs to neither, with one warning, until one is closed', async () => {
    const [first, second] = [await start('first'), await start('second')];
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const plain = new Plain();
    expect([plain.work(), plain.work()]).toEqual(['done', 'done']);
    expect([first.recorder.lines, second.recorder.lines]).toEqual([[], []]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('several apps use MaximModule')]]);
    await first.app.close();
    plain.work();
    expect(second.recorder.traces).toHaveLength(1);
    await second.app.close();
    warn.mockRestore();
  });
});
