import { APICallError } from '@ai-sdk/provider';
import {
  type CanActivate,
  Controller,
  Get,
  ImATeapotException,
  Injectable,
  NotFoundException,
  Res,
  ServiceUnavailableException,
  UseGuards,
} from '@nestjs/common';
import { currentTrace, type MaximModuleOptions, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

class MissingPage extends Error {}

@Injectable()
class Shelf {
  @Span()
  find(): Promise<never> {
    return Promise.reject(new NotFoundException('no such book'));
  }

  @Span()
  open(): string {
    return 'open';
  }

  @ToolCall()
  lookUp(): never {
    throw new NotFoundException('no such book');
  }
}

@Injectable()
class Doorman implements CanActivate {
  @Span()
  canActivate(): Promise<boolean> {
    return Promise.reject(new Error('no keys'));
  }
}

@Controller()
class Library {
  constructor(private readonly shelf: Shelf) {}

  @Get('undecorated')
  undecorated(): Promise<never> {
    return this.shelf.find();
  }

  @Trace()
  @Get('traced')
  traced(): never {
    throw new ImATeapotException();
  }

  @Retrieval()
  @Get('retrieval')
  retrieval(): never {
    throw new NotFoundException('no such shelf');
  }

  @Span()
  @Get('span')
  span(): never {
    throw new NotFoundException('no such page');
  }

  @Trace()
  @Get('down')
  down(): never {
    throw new ServiceUnavailableException('closed');
  }

  @Span()
  @Get('bare')
  bare(): never {
    throw Object.assign(new Error('no such page'), { statusCode: 404 });
  }

  @Span()
  @Get('exposed')
  exposed(): never {
    throw Object.assign(new MissingPage('no such page'), { status: 404, statusCode: 404, expose: true });
  }

  @Span()
  @Get('model')
  model(): never {
    throw new APICallError({ message: 'no such model', url: 'https://a.b', requestBodyValues: {}, statusCode: 404 });
  }

  @Span()
  @Get('unanswered')
  unanswered(): never {
    throw Object.assign(new MissingPage('no such page'), { status: 404, expose: true });
  }

  @Span()
  @Get('unsayable')
  unsayable(): unknown {
    const itself: Record<string, unknown> = {};
    return Object.assign(itself, { itself });
  }

  @Get('by-hand')
  byHand(@Res() response: { status(code: number): { send(body: string): void } }): void {
    this.shelf.open();
    response.status(502).send('no');
  }

  @Get('by-hand/told')
  byHandTold(@Res() response: { status(code: number): { send(body: string): void } }): void {
    currentTrace()?.error({ message: 'burnt down' });
    response.status(502).send('no');
  }

  @UseGuards(Doorman)
  @Get('guarded')
  guarded(): string {
    return 'a book';
  }

  @Get('tool')
  tool(): never {
    return this.shelf.lookUp();
  }
}

describe.each(PLATFORMS)('an exception that is an answer, on %s', (platform) => {
  let running: RunningApp | undefined;
  afterEach(() => running?.app.close());

  async function traceOf(path: string, maxim: MaximModuleOptions = {}) {
    running = await startApp(platform, { maxim, controllers: [Library], providers: [Shelf, Doorman] });
    const { status } = await fetch(`${running.url}/${path}`);
    await ended(running.recorder);
    return { answered: status, trace: running.recorder.traces[0] };
  }

  it.each([
    ['undecorated', 404],
    ['traced', 418],
    ['span', 404],
    ['retrieval', 404],
    ['exposed', 404],
  ])('is no error of the trace, of a span or of a retrieval: %s', async (path, status) => {
    const { answered, trace } = await traceOf(path);
    expect(answered).toBe(status);
    expect(trace).toMatchObject({ status: 'ok', errors: [] });
    expect(trace?.children.map((child) => child.errors)).toEqual(trace?.children.map(() => []));
  });

  it.each([
    ['model', 'no such model'],
    ['bare', 'no such page'],
    ['unanswered', 'no such page'],
  ])('is none that a client throws, or that only says a status: %s', async (path, message) => {
    const { trace } = await traceOf(path);
    expect(trace).toMatchObject({ status: 'error', children: [{ errors: [{ message }] }] });
  });

  it('is an error from the status on that the options name', async () => {
    const { trace } = await traceOf('traced', { errorStatus: 400 });
    expect(trace).toMatchObject({ status: 'error', errors: [{ code: '418', type: 'ImATeapotException' }] });
  });

  it('is an error from 500 on', async () => {
    const { trace } = await traceOf('down');
    expect(trace).toMatchObject({ status: 'error', errors: [{ message: 'closed', code: '503' }] });
  });

  it.each([
    ['unsayable', 500, 'The request was answered with 500.'],
    ['by-hand', 502, 'The request was answered with 502.'],
    ['by-hand/told', 502, 'burnt down'],
  ])('by status alone, is an error where nobody told one: %s', async (path, status, message) => {
    const { answered, trace } = await traceOf(path);
    expect(answered).toBe(status);
    expect(trace).toMatchObject({ status: 'error', errors: [{ message }] });
    expect(trace?.errors).toHaveLength(1);
  });

  it('that a guard gave is told where it arose, and not again', async () => {
    const { answered, trace } = await traceOf('guarded');
    expect(answered).toBe(500);
    expect(trace).toMatchObject({ status: 'error', errors: [], children: [{ errors: [{ message: 'no keys' }] }] });
  });

  it('is what a tool failed by', async () => {
    const { trace } = await traceOf('tool');
    expect(trace?.errors).toEqual([]);
    expect(trace?.children).toMatchObject([{ type: 'tool_call', error: { message: 'no such book', code: '404' } }]);
  });
});
