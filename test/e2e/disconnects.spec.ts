import {
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Injectable,
  NotFoundException,
  Sse,
  StreamableFile,
  UseFilters,
} from '@nestjs/common';
import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { finalize, interval, map, type Observable } from 'rxjs';
import { CurrentSignal, Generation, MaximLogger, Span } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

/** Producers that were stopped. */
const stopped: string[] = [];

@Injectable()
class Model {
  @Generation({ name: 'words' })
  async *words(): AsyncGenerator<string> {
    try {
      for (let count = 0; ; count++) {
        yield `word ${count} `;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      stopped.push('words');
    }
  }

  @Span({ name: 'ticks' })
  ticks(): Observable<{ data: string }> {
    return interval(1).pipe(
      map((count) => ({ data: `tick ${count}` })),
      finalize(() => stopped.push('ticks')),
    );
  }
}

@Catch()
class SlowFilter implements ExceptionFilter {
  catch(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 50));
  }
}

@Controller()
class Desk {
  constructor(
    private readonly model: Model,
    private readonly maxim: MaximLogger,
  ) {}

  @Sse('events')
  events(): Observable<{ data: string }> {
    return this.model.ticks();
  }

  @Sse('promised-events')
  async promisedEvents(): Promise<Observable<{ data: string }>> {
    return Promise.resolve(this.model.ticks());
  }

  @Get('file')
  file(): StreamableFile {
    return new StreamableFile(Readable.from(this.model.words(), { objectMode: false }));
  }

  @Get('refused')
  @UseFilters(SlowFilter)
  refused(): never {
    this.maxim.span({ name: 'asking' }).end();
    throw new NotFoundException();
  }

  @Get('waiting')
  async waiting(@CurrentSignal() signal: AbortSignal): Promise<string> {
    this.maxim.span({ name: 'asking' }).end();
    await once(signal, 'abort');
    stopped.push('waiting');
    return 'too late';
  }
}

describe.each(PLATFORMS)('a client that goes away, on %s', (platform) => {
  let running: RunningApp;
  beforeEach(async () => {
    stopped.length = 0;
    running = await startApp(platform, { controllers: [Desk], providers: [Model] });
  });
  afterEach(() => running.app.close());

  async function leave(path: string): Promise<void> {
    const request = get(`${running.url}/${path}`).on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let received = '';
    response.on('data', (bytes: Buffer) => (received += bytes.toString()));
    // Nest begins its events with an empty line.
    while (!received.includes('0')) await new Promise((resolve) => setTimeout(resolve, 1));
    request.destroy();
    await ended(running.recorder);
    while (stopped.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it.each([
    ['events', 'ticks', /tick 0/],
    ['promised-events', 'ticks', /tick 0/],
    ['file', 'words', /^word 0 /],
  ])('cancels the trace, and stops what it was sent: %s', async (path, producer, output) => {
    await leave(path);
    expect(stopped).toEqual([producer]);
    const [trace, ...others] = running.recorder.traces;
    expect(others).toEqual([]);
    expect(trace).toMatchObject({ status: 'cancelled', errors: [], output: expect.stringMatching(output) as string });
    expect(trace?.children).toMatchObject([{ name: producer, status: 'cancelled', errors: [] }]);
    expect(running.recorder.openEntities()).toEqual([]);
  });

  it('because the app is closed leaves what had come', async () => {
    const request = get(`${running.url}/file`).on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    await once(response, 'data');
    const closed = running.app.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    (running.app.getHttpServer() as Server).closeAllConnections();
    await closed;
    expect(running.recorder.traces).toMatchObject([{ output: expect.stringMatching(/^word 0 /) as string }]);
    expect(running.recorder.openEntities()).toEqual([]);
    while (stopped.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('before it was told why it was refused cancels the trace', async () => {
    const request = get(`${running.url}/refused`).on('error', () => undefined);
    while (running.recorder.find({ type: 'span', name: 'asking' }) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    request.destroy();
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ name: 'GET /refused', status: 'cancelled', errors: [] }]);
  });

  it('before it was answered cancels the trace too', async () => {
    const request = get(`${running.url}/waiting`).on('error', () => undefined);
    while (running.recorder.find({ type: 'span', name: 'asking' }) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    request.destroy();
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ name: 'GET /waiting', status: 'cancelled', errors: [] }]);
    while (stopped.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stopped).toEqual(['waiting']);
  });
});
