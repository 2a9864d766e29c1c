import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  type NestInterceptor,
  Sse,
  UseInterceptors,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { catchError, concat, from, map, NEVER, type Observable, of, repeat, retry, throwError, timeout } from 'rxjs';
import { MaximInterceptor, Span } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

/** How each route's handler is run, from outside of what watches it. */
const ways: Record<string, (next: CallHandler) => Observable<unknown>> = {
  retried: (next) => next.handle().pipe(retry(2)),
  watchedTwice: (next) => next.handle().pipe(retry(2)),
  inTime: (next) => next.handle().pipe(timeout(20), retry(2)),
  instead: (next) => next.handle().pipe(catchError(() => next.handle())),
  inVain: (next) => next.handle().pipe(retry(1)),
  answered: (next) => next.handle().pipe(catchError(() => of('sorry'))),
  events: (next) => next.handle().pipe(retry(1)),
  again: (next) => next.handle().pipe(repeat(2)),
  unusable: (next) => next.handle().pipe(map(() => JSON.parse('{') as unknown)),
};

@Injectable()
class Persistent implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return ways[context.getHandler().name]?.(next) ?? next.handle();
  }
}

@Injectable()
class Wrapping implements NestInterceptor {
  @Span({ input: () => 'a request' })
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((said: unknown) => ({ said })));
  }
}

@Injectable()
class Model {
  tries = 0;

  @Span({ name: 'try' })
  async answer(): Promise<string> {
    await Promise.resolve();
    this.tries++;
    return `answer ${this.tries}`;
  }

  @Span({ name: 'fail' })
  fail(): Promise<string> {
    return Promise.reject(new Error('no model'));
  }
}

@Controller()
class Desk {
  constructor(private readonly model: Model) {}

  /** Fails the first time. */
  @Get('retried')
  async retried(): Promise<string> {
    const answer = await this.model.answer();
    if (this.model.tries === 1) throw new Error('not yet');
    return answer;
  }

  @Get('watched-twice')
  @UseInterceptors(MaximInterceptor)
  watchedTwice(): Promise<string> {
    return this.retried();
  }

  @Get('instead')
  instead(): Promise<string> {
    return this.retried();
  }

  @Get('in-time')
  async inTime(): Promise<string> {
    const answer = await this.model.answer();
    return this.model.tries === 1 ? new Promise<string>(() => undefined) : answer;
  }

  @Get('in-vain')
  async inVain(): Promise<string> {
    throw new Error(`no ${await this.model.answer()}`);
  }

  @Get('answered')
  answered(): Promise<string> {
    return this.inVain();
  }

  @Get('again')
  again(): Promise<string> {
    return this.model.answer();
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    void this.model.answer();
    const isFirst = this.model.tries === 0;
    return concat(of({ data: isFirst ? 'a' : 'b' }), isFirst ? throwError(() => new Error('not yet')) : NEVER);
  }
}

@Controller()
class Broken {
  constructor(private readonly model: Model) {}

  @Get('unusable')
  unusable(): Promise<string> {
    return this.model.answer();
  }

  @Get('unwritable')
  async unwritable(): Promise<{ count: bigint }> {
    return { count: BigInt((await this.model.answer()).length) };
  }

  @Get('by-hand')
  @HttpCode(503)
  byHand(): Promise<string> {
    return this.model.answer();
  }

  @Get('told')
  @HttpCode(502)
  told(): Promise<string> {
    return this.model.fail().catch(() => 'sorry');
  }

  @Get('busy')
  @HttpCode(429)
  busy(): Promise<string> {
    return this.model.answer();
  }
}

@Controller()
class Wrapped {
  constructor(private readonly model: Model) {}

  @Span()
  @Get('wrapped')
  @UseInterceptors(Wrapping)
  wrapped(): Observable<string> {
    return from(this.model.answer());
  }
}

describe.each(PLATFORMS)("a request behind a recorded interceptor of the app's, on %s", (platform) => {
  it('has what the interceptor waited for inside of its element', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [Wrapped], providers: [Model] });
    const response = await fetch(`${url}/wrapped`);
    expect(await response.json()).toEqual({ said: 'answer 1' });
    await ended(recorder);
    const handler = { name: 'Wrapped.wrapped', status: 'ok', children: [{ name: 'try' }] };
    expect(recorder.traces).toMatchObject([
      { name: 'GET /wrapped', children: [{ name: 'Wrapping.intercept', status: 'ok', children: [handler] }] },
    ]);
    await app.close();
  });
});

describe.each(PLATFORMS)('a request that is answered otherwise than its handler did, on %s', (platform) => {
  let running: RunningApp;
  beforeEach(async () => {
    const persistent = { provide: APP_INTERCEPTOR, useClass: Persistent };
    running = await startApp(platform, { controllers: [Broken], providers: [Model, persistent] });
  });
  afterEach(() => running.app.close());

  async function ask(path: string) {
    const { status } = await fetch(`${running.url}/${path}`);
    await ended(running.recorder);
    return { status, trace: running.recorder.traces[0] };
  }

  it.each([
    ['unusable', 500],
    ['unwritable', 500],
    ['by-hand', 503],
  ])('has failed from 500 on: %s', async (path, code) => {
    const { status, trace } = await ask(path);
    expect(status).toBe(code);
    const message = `The request was answered with ${code}.`;
    expect(trace).toMatchObject({ name: `GET /${path}`, status: 'error', errors: [{ message, code: String(code) }] });
  });

  it('says nothing of an error that something inside it has told', async () => {
    const { status, trace } = await ask('told');
    expect(status).toBe(502);
    expect(trace).toMatchObject({ status: 'error', errors: [], children: [{ errors: [{ message: 'no model' }] }] });
  });

  it('says nothing of an answer below', async () => {
    const { status, trace } = await ask('busy');
    expect(status).toBe(429);
    expect(trace).toMatchObject({ status: 'ok', errors: [] });
  });
});

describe.each(PLATFORMS)("a request whose handler the app's own interceptor runs again, on %s", (platform) => {
  let running: RunningApp;
  beforeEach(async () => {
    const persistent = { provide: APP_INTERCEPTOR, useClass: Persistent };
    running = await startApp(platform, { controllers: [Desk], providers: [Model, persistent] });
  });
  afterEach(() => running.app.close());

  async function ask(path: string) {
    const response = await fetch(`${running.url}/${path}`);
    const body = await response.text();
    await ended(running.recorder);
    return { status: response.status, body, trace: running.recorder.traces[0] };
  }

  it.each(['retried', 'watched-twice', 'in-time', 'instead'])(
    'shows the answer, and no error that led to nothing: %s',
    async (path) => {
      const { body, trace } = await ask(path);
      expect(body).toBe('answer 2');
      expect(trace).toMatchObject({ name: `GET /${path}`, status: 'ok', errors: [], output: 'answer 2' });
      expect(trace?.children).toMatchObject([{ name: 'try' }, { name: 'try' }]);
    },
  );

  it('has the error of the last try', async () => {
    const { status, trace } = await ask('in-vain');
    expect(status).toBe(500);
    expect(trace).toMatchObject({ status: 'error', errors: [{ message: 'no answer 2' }] });
  });

  it('has the error that another answer stands for', async () => {
    const { body, trace } = await ask('answered');
    expect(body).toBe('sorry');
    expect(trace).toMatchObject({ status: 'error', errors: [{ message: 'no answer 1' }] });
  });

  it('shows all that it gave', async () => {
    const { trace } = await ask('again');
    expect(trace).toMatchObject({ status: 'ok', output: 'answer 1answer 2' });
  });

  it('shows the events of all tries, as the client has them', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${running.url}/events`, { signal: leaving.signal });
    let received = '';
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      received += text;
      if (received.includes('data: b')) break;
    }
    leaving.abort();
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace).toMatchObject({ status: 'cancelled', errors: [] });
    expect(JSON.parse(String(trace?.output))).toMatchObject([{ data: 'a' }, { data: 'b' }]);
  });
});
