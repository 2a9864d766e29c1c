import { Controller, Get, Head, HttpCode, Injectable, Param, Res, StreamableFile } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { Agent, get, IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { CurrentSignal, Span } from '../../lib/index.js';
import { type TraceNode } from '../../lib/testing/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

const signals = new Map<string, AbortSignal>();
/** The paths of the requests whose handlers run. */
const begun: string[] = [];
const BIG = 16_000_000;

@Injectable()
class Work {
  @Span({ name: 'work' })
  begin(path: string, signal: AbortSignal): void {
    signals.set(path, signal);
    begun.push(path);
  }
}

@Controller()
class Desk {
  constructor(private readonly work: Work) {}

  @Get('plain/:id')
  plain(@Param('id') id: string, @CurrentSignal() signal: AbortSignal): string {
    this.work.begin(`plain/${id}`, signal);
    return 'done';
  }

  @Head('head')
  head(@CurrentSignal() signal: AbortSignal): string {
    this.work.begin('head', signal);
    return 'done';
  }

  @Get('empty')
  @HttpCode(204)
  empty(@CurrentSignal() signal: AbortSignal): void {
    this.work.begin('empty', signal);
  }

  @Get('unchanged')
  @HttpCode(304)
  unchanged(@CurrentSignal() signal: AbortSignal): void {
    this.work.begin('unchanged', signal);
  }

  @Get('waiting/:id')
  async waiting(@Param('id') id: string, @CurrentSignal() signal: AbortSignal): Promise<string> {
    this.work.begin(`waiting/${id}`, signal);
    await once(signal, 'abort');
    return 'too late';
  }

  @Get('big')
  big(@CurrentSignal() signal: AbortSignal): string {
    this.work.begin('big', signal);
    return 'x'.repeat(BIG);
  }

  @Get('file')
  file(@CurrentSignal() signal: AbortSignal): StreamableFile {
    this.work.begin('file', signal);
    const pieces = Array.from({ length: BIG / 64_000 }, () => 'x'.repeat(64_000));
    return new StreamableFile(Readable.from(pieces, { objectMode: false }));
  }

  @Get('hijacked')
  hijacked(@CurrentSignal() signal: AbortSignal, @Res() reply: { raw: ServerResponse; hijack(): void }): void {
    this.work.begin('hijacked', signal);
    reply.hijack();
    reply.raw.end('by hand');
  }
}

const under = { controllers: [Desk], providers: [Work] };
let running: RunningApp;
beforeEach(() => {
  signals.clear();
  begun.length = 0;
});
afterEach(() => running.app.close());

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** The traces that ended, each of which must have done so once. */
async function traces(count = 1): Promise<TraceNode[]> {
  const { recorder } = running;
  await ended(recorder, count);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const ends = recorder.lines.filter(({ entity, action }) => entity === 'trace' && action === 'end');
  expect(ends).toHaveLength(count);
  expect(recorder.openEntities()).toEqual([]);
  return recorder.traces;
}

describe.each(PLATFORMS)('a request on %s', (platform) => {
  const port = (): number => Number(new URL(running.url).port);
  const open = async (text: string): Promise<Socket> => {
    const socket = connect(port(), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };
  const asked = (path: string, more = ''): string => `GET /${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

  beforeEach(async () => {
    running = await startApp(platform, under);
  });

  it.each([
    ['GET', 'plain/1', 200],
    ['HEAD', 'plain/1', 200],
    ['HEAD', 'head', 200],
    ['GET', 'empty', 204],
    ['HEAD', 'empty', 204],
    ['GET', 'unchanged', 304],
    ['GET', 'file', 200],
  ])('%s /%s is over once it is answered', async (method, path, status) => {
    const response = await fetch(`${running.url}/${path}`, { method });
    expect(response.status).toBe(status);
    await response.text();
    expect(await traces()).toMatchObject([{ status: 'ok' }]);
    expect(signals.get(path)?.aborted).toBe(false);
  });

  it('that shares its connection with others is one trace each', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const id of ['1', '2']) {
      const [response] = (await once(get(`${running.url}/plain/${id}`, { agent }), 'response')) as [IncomingMessage];
      for await (const _ of response) continue;
    }
    agent.destroy();
    expect(await traces(2)).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
    const warned = jest.spyOn(process, 'emitWarning');
    const socket = await open(Array.from({ length: 20 }, (_, at) => asked(`plain/${String(at)}`)).join(''));
    socket.resume();
    expect((await traces(22)).every(({ status }) => status === 'ok')).toBe(true);
    socket.destroy();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
    expect([...signals.values()].some(({ aborted }) => aborted)).toBe(false);
  });

  it('that waits behind another on its connection is cancelled with that', async () => {
    const socket = await open(asked('waiting/1') + asked('waiting/2'));
    await until(() => begun.length === 2);
    socket.destroy();
    expect(await traces(2)).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
    expect([...signals.values()].map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it.each(['big', 'file'])('whose client goes away while /%s is being sent is cancelled', async (path) => {
    const socket = await open(asked(path));
    socket.pause();
    await until(() => begun.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    expect(await traces()).toMatchObject([{ status: 'cancelled', errors: [] }]);
    expect(signals.get(path)?.aborted).toBe(true);
  });

  it('that becomes a connection of another kind is none', async () => {
    const server = running.app.getHttpServer() as Server;
    server.on('upgrade', (_request, socket: Socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
    });
    const socket = await open(asked('plain/1', 'Upgrade: echo\r\nConnection: Upgrade\r\n'));
    socket.resume();
    await once(socket, 'close');
    expect(running.recorder.traces).toEqual([]);
    await fetch(`${running.url}/plain/2`);
    expect(await traces()).toMatchObject([{ name: 'GET /plain/:id', status: 'ok' }]);
  });
});

describe('a request without a connection', () => {
  it.each([
    ['the app', () => (running.app as NestFastifyApplication).inject('/plain/1')],
    ['Fastify', () => (running.app as NestFastifyApplication).getHttpAdapter().getInstance().inject('/plain/1')],
  ])('that is injected into %s is over once it is answered', async (_, inject) => {
    running = await startApp('fastify', under);
    expect((await inject()).body).toBe('done');
    expect(await traces()).toMatchObject([{ status: 'ok' }]);
    expect(signals.get('plain/1')?.aborted).toBe(false);
  });

  it('that is given to Express by hand, as a serverless function does, is over once it is answered', async () => {
    running = await startApp('express', under);
    const answer = running.app.getHttpAdapter().getInstance() as RequestListener;
    const request = Object.assign(new IncomingMessage(new Readable() as Socket), { method: 'GET', url: '/plain/1' });
    const response = new ServerResponse(request);
    response.assignSocket(new Writable({ write: (_chunk, _encoding, done) => done() }) as Socket);
    answer(request, response);
    await once(response, 'finish');
    expect(await traces()).toMatchObject([{ status: 'ok' }]);
    expect(signals.get('plain/1')?.aborted).toBe(false);
  });
});

it('a reply that a handler takes over from Fastify is over once it is sent', async () => {
  running = await startApp('fastify', under);
  expect(await (await fetch(`${running.url}/hijacked`)).text()).toBe('by hand');
  expect(await traces()).toMatchObject([{ status: 'ok' }]);
  expect(signals.get('hijacked')?.aborted).toBe(false);
});

describe('a request over HTTP/2', () => {
  let client: ClientHttp2Session;
  beforeEach(async () => {
    running = await startApp('fastify', { ...under, fastify: { http2: true } });
    client = connectHttp2(running.url).on('error', () => undefined);
  });
  afterEach(() => client.destroy());

  it.each([
    ['GET', 'plain/1'],
    ['HEAD', 'plain/1'],
    ['GET', 'empty'],
    ['GET', 'unchanged'],
    ['GET', 'file'],
  ])('%s /%s is over once it is answered', async (method, path) => {
    const stream = client.request({ ':path': `/${path}`, ':method': method });
    stream.resume();
    await once(stream, 'close');
    expect(await traces()).toMatchObject([{ status: 'ok' }]);
    expect(signals.get(path)?.aborted).toBe(false);
  });

  it.each(['waiting/1', 'big', 'file'])('is cancelled where its client takes /%s back', async (path) => {
    const stream = client.request({ ':path': `/${path}` }).on('error', () => undefined);
    await until(() => begun.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await traces()).toMatchObject([{ status: 'cancelled', errors: [] }]);
    expect(signals.get(path)?.aborted).toBe(true);
  });

  it('is cancelled, with all others of its connection, where that closes', async () => {
    for (const id of ['1', '2']) client.request({ ':path': `/waiting/${id}` }).on('error', () => undefined);
    await until(() => begun.length === 2);
    client.destroy();
    expect(await traces(2)).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
    expect([...signals.values()].map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});
