import { Controller, Get, Injectable, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  Generation,
  getMaximLoggerToken,
  InjectMaximLogger,
  type MaximFeatureOptions,
  MaximLogger,
  MaximModule,
  Span,
  Trace,
} from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';
import { ended, PLATFORMS, startApp } from '../e2e/http-app.js';

const billing: MaximFeatureOptions = { name: 'billing', repositoryId: 'billing-repo', tags: { team: 'billing' } };

@Injectable()
class Invoices {
  constructor(
    @InjectMaximLogger('billing') readonly named: MaximLogger,
    readonly maxim: MaximLogger,
  ) {}

  @Generation({ logger: 'billing', model: 'm' })
  draft(customer: string): string {
    return this.format(customer);
  }

  @Span()
  format(customer: string): string {
    return `invoice for ${customer}`;
  }

  @Trace()
  both(): string {
    return this.draft('inside') + this.draft('again');
  }

  @Span({ logger: 'bookkeeping' })
  astray(): string {
    return 'astray';
  }
}

@Controller()
class Desk {
  constructor(private readonly invoices: Invoices) {}

  @Get('invoice')
  invoice(): string {
    return this.invoices.draft('by request');
  }
}

const named = MaximModule.forFeature(billing);

@Module({ imports: [named], providers: [Invoices], exports: [Invoices] })
class InvoiceModule {}

describe('a named logger', () => {
  afterEach(() => jest.restoreAllMocks());

  const start = async () => {
    const app = await Test.createTestingModule({
      imports: [
        MaximModule.forRoot({ apiKey: 'key', repositoryId: 'main', tags: { app: 'shop' } }),
        MaximTestingModule.forRoot(),
        InvoiceModule,
      ],
    }).compile();
    const recorder = app.get(MaximRecorder);
    return { app, invoices: app.get(Invoices, { strict: false }), recorder, billed: recorder.of('billing') };
  };

  it('is injected by its name, and logs with the tags of both', async () => {
    const { app, invoices, recorder, billed } = await start();
    expect(invoices.named).toBeInstanceOf(MaximLogger);
    expect(invoices.named).not.toBe(invoices.maxim);
    expect(app.get(getMaximLoggerToken('billing'), { strict: false })).toBe(invoices.named);
    invoices.named.trace({ name: 'by hand' }).end();
    invoices.maxim.trace({ name: 'own' }).end();
    expect(billed.traces).toMatchObject([{ name: 'by hand', tags: { app: 'shop', team: 'billing' } }]);
    expect(recorder.traces.map(({ name }) => name).sort()).toEqual(['by hand', 'own']);
    expect(recorder.find({ name: 'own' })?.tags).not.toHaveProperty('team');
    await app.close();
  });

  it('records the methods that name it, and what runs inside them', async () => {
    const { app, invoices, billed } = await start();
    invoices.draft('me');
    expect(billed.traces).toMatchObject([
      { name: 'Invoices.draft', children: [{ type: 'generation', children: [{ name: 'Invoices.format' }] }] },
    ]);
    expect(app.get(MaximRecorder).lines).toEqual(billed.lines);
    await app.close();
  });

  it('records nothing inside the trace of another, with one warning', async () => {
    const { app, invoices, recorder, billed } = await start();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    invoices.both();
    expect(billed.lines).toEqual([]);
    expect(recorder.traces).toMatchObject([
      { name: 'Invoices.both', children: [{ type: 'generation' }, { type: 'generation' }] },
    ]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/"billing".*inside the trace of another/)]]);
    await app.close();
  });

  it('that does not exist is one warning, and the app logger records', async () => {
    const { app, invoices, recorder } = await start();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    invoices.astray();
    invoices.astray();
    expect(recorder.traces).toHaveLength(2);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/forFeature\(\{ name: 'bookkeeping', repositoryId \}\)/)]]);
    await app.close();
  });

  it('is emptied with the recorder', async () => {
    const { app, invoices, recorder, billed } = await start();
    invoices.draft('me');
    recorder.clear();
    expect([recorder.lines, billed.lines]).toEqual([[], []]);
    await app.close();
  });

  it('comes with a testing module alone', async () => {
    const app = await Test.createTestingModule({ imports: [MaximTestingModule.forRoot(), InvoiceModule] }).compile();
    app.get(Invoices, { strict: false }).draft('me');
    expect(app.get(MaximRecorder).of('billing').traces).toHaveLength(1);
    await app.close();
  });

  it('is disabled with the module', async () => {
    const app = await Test.createTestingModule({
      imports: [MaximModule.forRoot({ enabled: false }), InvoiceModule],
    }).compile();
    const invoices = app.get(Invoices, { strict: false });
    expect(invoices.named.enabled).toBe(false);
    expect(invoices.draft('me')).toBe('invoice for me');
    await app.close();
  });
});

describe.each(PLATFORMS)('a named logger on %s', (platform) => {
  it('takes the work of a request to which nothing else was attached', async () => {
    const { app, url, recorder } = await startApp(platform, { imports: [InvoiceModule], controllers: [Desk] });
    expect(await (await fetch(`${url}/invoice`)).text()).toBe('invoice for by request');
    await ended(recorder);
    expect(recorder.of('billing').traces).toMatchObject([{ name: 'Invoices.draft' }]);
    expect(recorder.traces).toHaveLength(1);
    await app.close();
  });
});

describe('MaximModule.forFeature()', () => {
  const root = { apiKey: 'key', repositoryId: 'main', transport: { flushInterval: 0 } };

  it('sends to its own repository with its own key, and is drained at shutdown', async () => {
    const bodies: { url: string; key: unknown; body: string }[] = [];
    const server: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push({ url: request.url ?? '', key: request.headers['x-maxim-api-key'], body });
        response.setHeader('content-type', 'application/json').end('{"data":{"success":true}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const app = await Test.createTestingModule({
      imports: [
        MaximModule.forRoot({ ...root, baseUrl: `http://127.0.0.1:${port}` }),
        MaximModule.forFeature({ name: 'shared', repositoryId: 'shared-repo' }),
        MaximModule.forFeature({ ...billing, apiKey: 'billing-key' }),
      ],
    }).compile();
    await app.init();
    for (const token of [MaximLogger, getMaximLoggerToken('shared'), getMaximLoggerToken('billing')]) {
      app.get<MaximLogger>(token, { strict: false }).trace({ name: 'one' }).end();
    }
    await app.close();
    server.close();
    const sent = bodies.map(({ url, key }) => [new URL(url, 'http://x').searchParams.get('id'), key]).sort();
    expect(sent).toEqual([
      ['billing-repo', 'billing-key'],
      ['main', 'key'],
      ['shared-repo', 'key'],
    ]);
  });

  const start = (...features: MaximFeatureOptions[]) =>
    Test.createTestingModule({
      // An app that does not come up is never closed, nor does it end what it captures.
      imports: [
        MaximModule.forRoot({ ...root, autoCapture: false }),
        ...features.map((feature) => MaximModule.forFeature(feature)),
      ],
    }).compile();

  it('refuses a name that is taken', async () => {
    const twice = start(billing, { ...billing, repositoryId: 'another' });
    await expect(twice).rejects.toMatchObject({ code: 'duplicate-logger' });
  });

  it('refuses a wrong option, a missing name and a missing repository', async () => {
    await expect(start({ ...billing, tags: { a: 1 } } as never)).rejects.toThrow(/forFeature\.tags\.a is 1/);
    await expect(start({ repositoryId: 'r' } as never)).rejects.toThrow(/no name/);
    await expect(start({ name: 'billing', repositoryId: '' })).rejects.toMatchObject({ code: 'missing-repository' });
  });

  it('says what to do where there is no module', async () => {
    const app = Test.createTestingModule({ imports: [MaximModule.forFeature(billing)] });
    await expect(app.compile()).rejects.toThrow(/Import MaximModule\.forRoot\(\)/);
  });
});
