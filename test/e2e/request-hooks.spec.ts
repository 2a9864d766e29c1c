import {
  type CanActivate,
  Controller,
  Get,
  HttpCode,
  Injectable,
  Logger,
  ServiceUnavailableException,
  UseGuards,
  UseInterceptors,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { CurrentTrace, MaximInterceptor, MaximLogger, type MaximModuleOptions, MaximTrace } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

@Injectable()
class RefusingGuard implements CanActivate {
  constructor(private readonly maxim: MaximLogger) {}
  canActivate(): boolean {
    this.maxim.span({ name: 'looking' }).end();
    throw new ServiceUnavailableException();
  }
}

@Controller({ version: ['1', VERSION_NEUTRAL] })
class Desk {
  constructor(private readonly maxim: MaximLogger) {}

  @Get('task/:id')
  work(): string {
    this.maxim.span({ name: 'step' }).end();
    return 'done';
  }

  @Get('mine')
  mine(@CurrentTrace() trace: MaximTrace): string {
    trace.input('my input').output('my output');
    return this.work();
  }

  @Get('itself')
  @HttpCode(200)
  itself(@CurrentTrace() trace: MaximTrace): MaximTrace {
    this.work();
    return trace;
  }

  @Get('around')
  around(): string {
    return this.maxim.withTrace({ name: 'agent' }, () => this.work());
  }

  @Get('twice')
  @UseInterceptors(MaximInterceptor)
  twice(): string {
    return this.work();
  }

  @Get('late')
  late(): string {
    setTimeout(() => this.work(), 20);
    return 'early';
  }

  @Get('refused/:id')
  @UseGuards(RefusingGuard)
  refused(): string {
    return 'never';
  }
}

describe.each(PLATFORMS)('what an app says of its requests on %s', (platform) => {
  let running: RunningApp | undefined;
  afterEach(async () => {
    jest.restoreAllMocks();
    await running?.app.close();
  });

  async function traceOf(
    path: string,
    maxim: MaximModuleOptions = {},
    before?: Parameters<typeof startApp>[1]['before'],
  ) {
    running = await startApp(platform, {
      maxim,
      controllers: [Desk],
      providers: [RefusingGuard],
      ...(before && { before }),
    });
    const response = await fetch(running.url + path);
    await response.text();
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    return {
      status: response.status,
      trace,
      sessions: running.recorder.lines.filter(({ entity }) => entity === 'session'),
    };
  }

  it('names it and gives it a session, a user and tags', async () => {
    const { trace, sessions } = await traceOf('/task/1', {
      traceName: () => 'the work',
      session: () => ({ id: 'chat 7', name: 'Chat', tags: { plan: 'free' } }),
      user: () => 'u-1',
      traceTags: () => ({ tenant: 'acme' }),
    });
    expect(trace).toMatchObject({ name: 'the work', tags: { user: 'u-1', tenant: 'acme' } });
    expect(trace?.sessionId).toMatch(/^chat_7-[0-9a-f]{8}$/);
    expect(sessions).toMatchObject([{ id: trace?.sessionId, data: { name: 'Chat', tags: { plan: 'free' } } }]);
  });

  const useless = {
    null: () => null,
    'an error': () => {
      throw new Error('no session');
    },
    'a failing promise': () => Promise.reject(new Error('too late')),
    'an object without an id': () => ({ name: 'x' }),
    'a list': () => ['a'],
  };
  it.each(Object.entries(useless))('answers all the same where a hook gives %s', async (_, hook) => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const hooks = { session: hook, user: hook, traceName: hook, traceTags: hook } as never;
    const { status, trace } = await traceOf('/task/1', hooks);
    expect(status).toBe(200);
    expect(trace).toMatchObject({ name: 'GET /task/:id', output: 'done' });
    expect(trace?.sessionId).toBeUndefined();
  });

  it('answers all the same where a client names a wrong session in strict mode', async () => {
    const { status, trace } = await traceOf('/task/1', { strict: true, session: () => 'not an id!' });
    expect(status).toBe(200);
    expect(trace?.sessionId).toMatch(/^not_an_id_-/);
  });

  it('keeps the input and output that the handler sets', async () => {
    const { trace } = await traceOf('/mine');
    expect(trace).toMatchObject({ input: 'my input', output: 'my output' });
  });

  it('answers with a trace that shows its id alone', async () => {
    const { status, trace } = await traceOf('/itself');
    expect(status).toBe(200);
    expect(JSON.parse(trace?.output ?? '')).toEqual({ type: 'trace', id: trace?.id });
  });

  it('keeps its input and output around a withTrace that has none', async () => {
    const { trace } = await traceOf('/around');
    expect(trace).toMatchObject({ name: 'agent', input: '/around', output: 'done' });
  });

  it('is described once where the interceptor stands twice', async () => {
    const { trace } = await traceOf('/twice');
    expect(trace).toMatchObject({ output: 'done' });
  });

  it('shows the output of a request whose work came later', async () => {
    const { trace } = await traceOf('/late');
    expect(trace).toMatchObject({ input: '/late', output: 'early', children: [{ name: 'step' }] });
  });

  it('shows that a guard refused it', async () => {
    const { status, trace } = await traceOf('/refused/3');
    expect(status).toBe(503);
    expect(trace).toMatchObject({ input: '/refused/3', status: 'error', errors: [{ code: '503' }] });
  });

  it('knows the route behind a prefix and a version', async () => {
    const { trace } = await traceOf('/api/v1/task/9', {}, (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI });
    });
    expect(trace).toMatchObject({ name: 'GET /api/v1/task/:id' });
  });

  it('sends every request where it is asked to, a missing one included', async () => {
    const { status, trace } = await traceOf('/nowhere', { entryPoints: { http: 'always' } });
    expect(status).toBe(404);
    expect(trace).toMatchObject({ name: 'GET /nowhere', input: '/nowhere' });
  });

  it('leaves requests alone where it is told to', async () => {
    running = await startApp(platform, { maxim: { entryPoints: { http: false } }, controllers: [Desk] });
    await (await fetch(`${running.url}/task/1`)).text();
    expect(running.recorder.traces).toMatchObject([{ name: 'step' }]);
  });
});
