import { Controller, Get, Injectable, Param, Sse, StreamableFile } from '@nestjs/common';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { Span } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

@Injectable()
class Audit {
  @Span({ name: 'audit' })
  note(): void {
    return;
  }
}

@Controller()
class Desk {
  constructor(private readonly audit: Audit) {}

  @Sse('events')
  events(): Observable<{ data: string }> {
    return new Observable((subscriber) => {
      for (const data of ['one', 'two', 'three']) subscriber.next({ data });
      setTimeout(() => {
        this.audit.note();
        subscriber.next({ data: 'four' });
        subscriber.complete();
      }, 5);
    });
  }

  @Get('file')
  file(): StreamableFile {
    return this.pieces(['one ', 'two '], ['three']);
  }

  @Get('long/:before')
  long(@Param('before') before: string): StreamableFile {
    return this.pieces(['x'.repeat(Number(before))], ['y'.repeat(400_000)]);
  }

  @Get('endless')
  endless(): StreamableFile {
    return this.pieces(['one ', 'two '], ['three'], () => new Promise(() => undefined));
  }

  private pieces(before: string[], after: string[], then: () => Promise<unknown> = turn): StreamableFile {
    const { audit } = this;
    async function* read(): AsyncGenerator<string> {
      yield* before;
      await turn();
      audit.note();
      yield* after;
      await then();
    }
    return new StreamableFile(Readable.from(read(), { objectMode: false }));
  }
}

describe.each(PLATFORMS)('a response that began before anything was attached, on %s', (platform) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp(platform, { controllers: [Desk], providers: [Audit] });
  });
  afterEach(() => running.recorder.clear());
  afterAll(() => running.app.close());

  const ask = async (path: string) => {
    await (await fetch(`${running.url}/${path}`)).text();
    await ended(running.recorder);
    return running.recorder.traces;
  };

  it('is shown from its first event on', async () => {
    const [trace] = await ask('events');
    expect(JSON.parse(trace?.output ?? '')).toMatchObject(['one', 'two', 'three', 'four'].map((data) => ({ data })));
    expect(trace?.children).toMatchObject([{ name: 'audit' }]);
  });

  it('is shown from its first bytes on', async () => {
    expect(await ask('file')).toMatchObject([{ output: 'one two three', tags: { environment: 'test' } }]);
  });

  it('is shown as far as the client had it that went away', async () => {
    const request = get(`${running.url}/endless`).on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let received = '';
    response.on('data', (bytes: Buffer) => (received += bytes.toString()));
    while (!received.includes('three')) await turn();
    request.destroy();
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ status: 'cancelled', output: 'one two three' }]);
  });

  it('is kept only in part till then, and says so', async () => {
    const [trace] = await ask('long/70000');
    expect(trace).toMatchObject({ output: 'x'.repeat(65_536), tags: { truncated: 'true' } });
  });

  it('may then be as long as any other', async () => {
    const [trace] = await ask('long/60000');
    expect(trace).toMatchObject({ output: 'x'.repeat(60_000) + 'y'.repeat(202_144), tags: { truncated: 'true' } });
  });
});
