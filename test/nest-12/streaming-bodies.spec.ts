import { Controller, Get, Injectable } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { currentTrace, Generation, Span } from '../../lib/index.js';
import { ended, PLATFORMS, type Platform, type RunningApp, startApp } from '../e2e/http-app.js';

const chunk = (content: string) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

/** How the endless generators came to their end. */
const stopped: string[] = [];
let upstream: Server;
const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

@Injectable()
class Model {
  @Generation({ name: 'words' })
  async *words() {
    for (const word of ['Nest', ' is', ' fine']) yield await Promise.resolve(chunk(word));
  }

  @Generation({ name: 'endless' })
  async *endless() {
    try {
      for (let count = 0; ; count++) {
        yield chunk(`${count} `);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      stopped.push('endless');
    }
  }

  @Span({ name: 'step' })
  step(word: string): string {
    return word.toUpperCase();
  }
}

@Controller()
class Desk {
  constructor(private readonly model: Model) {}

  @Get('text')
  async *text() {
    const trace = currentTrace();
    for (const word of ['a', 'b']) {
      await Promise.resolve();
      yield this.model.step(word);
    }
    yield trace && currentTrace() === trace ? ' inside' : ' outside';
  }

  @Get('objects')
  async *objects() {
    for await (const { choices } of this.model.words()) yield { said: choices[0]?.delta.content };
  }

  @Get('handed-on')
  handedOn() {
    return this.model.words();
  }

  @Get('bytes')
  bytes(): Readable {
    this.model.step('bytes');
    return Readable.from([Buffer.from('by'), Buffer.from('tes')]);
  }

  @Get('web-stream')
  webStream(): ReadableStream {
    this.model.step('web');
    return ReadableStream.from(['web ', 'stream']);
  }

  @Get('response')
  response(): Response {
    this.model.step('response');
    return new Response('created', { status: 203, headers: { 'x-own': 'yes', 'content-type': 'text/x-own' } });
  }

  @Get('fetched')
  async fetched(): Promise<Response> {
    this.model.step('fetched');
    return fetch(urlOf(upstream));
  }

  @Get('broken')
  async *broken() {
    this.model.step('broken');
    await Promise.resolve();
    throw new Error('no first word');
    yield '';
  }

  @Get('endless')
  async *endless() {
    try {
      for await (const { choices } of this.model.endless()) yield choices[0]?.delta.content ?? '';
    } finally {
      stopped.push('handler');
    }
  }
}

const PATHS = ['objects', 'handed-on', 'bytes', 'web-stream', 'response', 'fetched', 'broken'];

const said = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

/** What an app without the module answers. */
async function answersWithout(platform: Platform): Promise<unknown[]> {
  const testing = await Test.createTestingModule({ controllers: [Desk], providers: [Model] }).compile();
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = testing.createNestApplication(adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = urlOf(app.getHttpServer() as Server);
  const answers = await Promise.all(PATHS.map((path) => said(`${url}/${path}`)));
  await app.close();
  return answers;
}

describe.each(PLATFORMS)('what a handler streams on Nest 12 and %s', (platform) => {
  let running: RunningApp;
  let without: unknown[];
  beforeAll(async () => {
    upstream = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: a\n\n', () => response.end('data: b\n\n'));
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    without = await answersWithout(platform);
    running = await startApp(platform, { controllers: [Desk], providers: [Model] });
  });
  afterEach(() => running.recorder.clear());
  afterAll(async () => {
    await running.app.close();
    upstream.close();
    upstream.closeAllConnections();
  });

  it('reaches the client as it would have', async () => {
    expect(await Promise.all(PATHS.map((path) => said(`${running.url}/${path}`)))).toEqual(without);
  });

  it('is produced in the scope of its request, and is the output of the trace', async () => {
    expect(await said(`${running.url}/text`)).toMatchObject({ text: 'AB inside' });
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([
      { name: 'GET /text', output: 'AB inside', children: [{ name: 'step' }, { name: 'step' }], status: 'ok' },
    ]);
  });

  it.each([
    ['objects', '[{"said":"Nest"},{"said":" is"},{"said":" fine"}]'],
    ['bytes', 'bytes'],
    ['web-stream', 'web stream'],
    ['response', 'created'],
    ['fetched', 'data: a\n\ndata: b\n\n'],
  ])('is the output of the trace: %s', async (path, output) => {
    await said(`${running.url}/${path}`);
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ name: `GET /${path}`, output, status: 'ok' }]);
    expect(running.recorder.openEntities()).toEqual([]);
  });

  it('is the answer of a model that the handler only hands on', async () => {
    await said(`${running.url}/handed-on`);
    await ended(running.recorder);
    expect(running.recorder.find({ type: 'generation' })).toMatchObject({
      result: { choices: [{ message: { content: 'Nest is fine' } }] },
      status: 'ok',
    });
  });

  it('fails where it does', async () => {
    expect((await said(`${running.url}/broken`)).status).toBe(500);
    await ended(running.recorder);
    expect(running.recorder.traces).toMatchObject([{ errors: [{ message: 'no first word' }], status: 'error' }]);
  });

  it('stops where its client goes away, and shows how far it came', async () => {
    stopped.length = 0;
    const request = get(`${running.url}/endless`).on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'data');
    request.destroy();
    await ended(running.recorder);
    while (stopped.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stopped).toEqual(['endless', 'handler']);
    expect(running.recorder.traces).toMatchObject([
      { status: 'cancelled', output: expect.stringMatching(/^0 /) as string, children: [{ status: 'cancelled' }] },
    ]);
    expect(running.recorder.openEntities()).toEqual([]);
  });
});
