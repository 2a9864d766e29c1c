import {
  Body,
  type CanActivate,
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  Post,
  Sse,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { Readable } from 'node:stream';
import { from, map, type Observable } from 'rxjs';
import { Generation, MaximLogger, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

interface Ask {
  question: string;
}

@Injectable()
class Support {
  @Span()
  async answer(question: string): Promise<string> {
    const docs = await this.search(question);
    this.lookUp('o-1');
    return this.ask([{ role: 'user', content: `${question} ${docs.join(' ')}` }]);
  }

  @Retrieval({ name: 'knowledge-base' })
  async search(_query: string): Promise<string[]> {
    await Promise.resolve();
    return ['doc a', 'doc b'];
  }

  @ToolCall({ name: 'order-status', description: 'Looks an order up' })
  lookUp(id: string): { id: string; status: string } {
    return { id, status: 'sent' };
  }

  @Generation({ provider: 'openai', model: 'gpt-4o' })
  async ask(_messages: { role: string; content: string }[]): Promise<string> {
    await Promise.resolve();
    return 'It is on its way.';
  }

  @Generation({ provider: 'openai', model: 'gpt-4o' })
  fail(): Promise<string> {
    return Promise.reject(new Error('no such model'));
  }
}

@Injectable()
class AskingGuard implements CanActivate {
  constructor(private readonly support: Support) {}
  async canActivate(): Promise<boolean> {
    await this.support.ask([{ role: 'user', content: 'allowed?' }]);
    return true;
  }
}

@Controller()
class Desk {
  constructor(
    private readonly support: Support,
    private readonly maxim: MaximLogger,
  ) {}

  @Get('health')
  health(): string {
    return 'ok';
  }

  @Post('ask/:id')
  ask(@Body() body: Ask, @Param('id') _id: string): Promise<string> {
    return this.support.answer(body.question);
  }

  @Get('fail')
  fail(): Promise<string> {
    return this.support.fail();
  }

  @Get('own')
  @Trace({ name: 'own', id: 'own-id', sessionId: 's-1', tags: { kind: 'own' } })
  own(): string {
    this.maxim.span({ name: 'manual' }).end();
    return 'mine';
  }

  @Get('file')
  file(): StreamableFile {
    this.maxim.span({ name: 'reading' }).end();
    return new StreamableFile(Readable.from([Buffer.from('first '), Buffer.from('second')]), { type: 'text/plain' });
  }

  @Get('long')
  long(): StreamableFile {
    this.maxim.span({ name: 'reading' }).end();
    return new StreamableFile(Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(10_000, 'x'))));
  }

  @Get('broken-file')
  brokenFile(): StreamableFile {
    this.maxim.span({ name: 'reading' }).end();
    return new StreamableFile(Readable.from((function* () { yield Buffer.from('x'); throw new Error('disk'); })())); // prettier-ignore
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    return from(['a', 'b']).pipe(map((data) => ({ data: this.maxim.withSpan({ name: data }, () => data) })));
  }

  @Get('guarded/:id')
  @UseGuards(AskingGuard)
  guarded(): string {
    return 'in';
  }
}

@Module({ controllers: [Desk], providers: [Support, AskingGuard] })
class DeskModule {}

describe.each(PLATFORMS)('a request on %s', (platform) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp(platform, { imports: [DeskModule] });
  });
  afterEach(() => running.recorder.clear());
  afterAll(() => running.app.close());

  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(running.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is one trace with all that happened in it', async () => {
    const response = await post('/ask/7', { question: 'Where is my order?' });
    expect(await response.text()).toBe('It is on its way.');
    await ended(running.recorder);
    const [trace, ...more] = running.recorder.traces;
    expect(more).toEqual([]);
    expect(trace).toMatchObject({
      name: 'POST /ask/:id',
      input: '{"question":"Where is my order?"}',
      output: 'It is on its way.',
      status: 'ok',
      children: [
        {
          type: 'span',
          name: 'Support.answer',
          metadata: { input: '"Where is my order?"', output: '"It is on its way."' },
          children: [
            { type: 'retrieval', name: 'knowledge-base', input: 'Where is my order?', docs: ['doc a', 'doc b'] },
            { type: 'tool_call', name: 'order-status', args: '"o-1"', result: '{"id":"o-1","status":"sent"}' },
            {
              type: 'generation',
              name: 'Support.ask',
              model: 'gpt-4o',
              messages: [{ role: 'user', content: 'Where is my order? doc a doc b' }],
            },
          ],
        },
      ],
    });
    expect(running.recorder.openEntities()).toEqual([]);
  });

  it('to which nothing was attached is not sent', async () => {
    expect(await (await fetch(`${running.url}/health`)).text()).toBe('ok');
    await post('/ask/1', { question: 'x' });
    await ended(running.recorder);
    expect(running.recorder.traces.map(({ name }) => name)).toEqual(['POST /ask/:id']);
  });

  it('keeps its scope with a body of 90 kB', async () => {
    await post('/ask/7', { question: 'x'.repeat(90_000) });
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace?.children[0]?.children).toHaveLength(3);
  });

  it('that fails has the error where it arose, once', async () => {
    expect((await fetch(`${running.url}/fail`)).status).toBe(500);
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace).toMatchObject({ name: 'GET /fail', status: 'error', errors: [] });
    expect(trace?.children).toMatchObject([
      { type: 'generation', status: 'error', error: { message: 'no such model', type: 'Error' } },
    ]);
  });

  it('is spoken for by the first @Trace inside it', async () => {
    await fetch(`${running.url}/own`);
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([
      {
        id: 'own-id',
        name: 'own',
        sessionId: 's-1',
        tags: { kind: 'own' },
        output: 'mine',
        children: [{ name: 'manual' }],
      },
    ]);
  });

  it('shows what a streamed file held', async () => {
    const response = await fetch(`${running.url}/file`);
    expect(await response.text()).toBe('first second');
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ name: 'GET /file', output: 'first second', status: 'ok' }]);
  });

  it('shows of a long stream as much as a field may have, and says so', async () => {
    expect(await (await fetch(`${running.url}/long`)).text()).toHaveLength(400_000);
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace).toMatchObject({ tags: { truncated: 'true' }, status: 'ok' });
    expect(trace?.output).toHaveLength(262_144);
  });

  it('whose stream fails has its error', async () => {
    await fetch(`${running.url}/broken-file`)
      .then((response) => response.text())
      .catch(() => undefined);
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace).toMatchObject({ name: 'GET /broken-file', output: 'x', errors: [{ message: 'disk' }] });
    // It failed; nobody has left.
    expect(trace?.tags).not.toHaveProperty('outcome');
  });

  it('shows what was sent as events', async () => {
    expect(await (await fetch(`${running.url}/events`)).text()).toContain('data: b');
    await ended(running.recorder);
    const [trace] = running.recorder.traces;
    expect(trace?.name).toBe('GET /events');
    expect(trace?.children.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    expect(JSON.parse(trace?.output ?? '')).toMatchObject([{ data: 'a' }, { data: 'b' }]);
  });

  it('has what its guards did', async () => {
    await fetch(`${running.url}/guarded/3`);
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([
      { name: 'GET /guarded/:id', input: '/guarded/3', output: 'in', children: [{ type: 'generation' }] },
    ]);
  });

  it('has nothing of another under 200 at once', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => post(`/ask/${index}`, { question: `q${index}` })));
    await ended(running.recorder, 200);
    for (const trace of running.recorder.traces) {
      const { question } = JSON.parse(trace.input ?? '') as Ask;
      expect(trace.children).toHaveLength(1);
      const [span] = trace.children;
      expect(span?.metadata['input']).toBe(JSON.stringify(question));
      expect(span?.children).toMatchObject([
        { input: question },
        {},
        { messages: [{ content: `${question} doc a doc b` }] },
      ]);
    }
  });
});
