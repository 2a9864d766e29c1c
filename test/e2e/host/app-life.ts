import 'reflect-metadata';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import net from 'node:net';
import { MaximLogger, MaximModule } from '../../../lib/index.js';
import { decode } from '../../../lib/protocol/decode.js';
import { hooked } from '../../wire/hooked.js';
import { answerLlm } from '../../wire/llm-answers.js';

/** One app's life, from before its module is made to after it is closed; prints what it left changed. */

const prototypes = [
  http.ClientRequest,
  http.IncomingMessage,
  http.ServerResponse,
  http.Server,
  http.Agent,
  https.Agent,
  net.Socket,
].map(({ prototype }) => prototype as object);

const ONE_SYMBOL = Symbol.for('nestjs-maxim.scope.1');

function snapshot() {
  return {
    dispatchers: [1, 2].map(
      (version) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`)) as unknown,
    ),
    listeners: process.eventNames().map((event) => [event, process.listenerCount(event)]),
    prototypes: prototypes.map((prototype) => Object.getOwnPropertyDescriptors(prototype)),
    hooked: hooked(),
    functions: [
      http.request,
      http.get,
      https.request,
      net.connect,
      fetch,
      setTimeout,
      queueMicrotask,
      Promise.prototype.then,
    ],
    globals: Reflect.ownKeys(globalThis).filter((key) => key !== ONE_SYMBOL),
    // The pipe that this script came in by closes at a time of its own.
    resources: process.getActiveResourcesInfo().filter((resource) => resource !== 'PipeWrap'),
  };
}

type Snapshot = ReturnType<typeof snapshot>;

const differences = (before: Snapshot, after: Snapshot): string[] => {
  const same = (a: unknown, b: unknown): boolean => {
    if (Object.is(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (!Array.isArray(a) && Object.getPrototypeOf(a) !== Object.prototype) return false;
    const keys = Reflect.ownKeys(a);
    return (
      keys.length === Reflect.ownKeys(b).length && keys.every((key) => same(Reflect.get(a, key), Reflect.get(b, key)))
    );
  };
  return Object.keys(before).filter((part) => !same(Reflect.get(before, part), Reflect.get(after, part)));
};

const model = JSON.stringify(answerLlm({ path: '/v1/chat/completions', body: {} }).json);
const question = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Where is it?' }] });

async function main(): Promise<void> {
  const logged: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const isModel = request.url === '/v1/chat/completions';
      if (!isModel) logged.push(...decode(body).map(({ action }) => action));
      response.writeHead(200, { 'content-type': 'application/json' }).end(isModel ? model : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const before = snapshot();

  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', host: '127.0.0.1', port, path: '/v1/chat/completions', agent: false };
      const request = http.request(options, (response) => response.resume().on('end', () => resolve('done')));
      request.on('error', reject).end(question);
    });

  @Controller()
  class Desk {
    constructor(@Inject(MaximLogger) private readonly maxim: MaximLogger) {}
    @Get()
    get(): Promise<string> {
      return this.maxim.withSpan({ name: 'work' }, ask);
    }
  }
  @Module({
    imports: [MaximModule.forRoot({ apiKey: 'k', repositoryId: 'r', baseUrl: `http://127.0.0.1:${port}` })],
    controllers: [Desk],
  })
  class Root {}
  const app = await NestFactory.create(Root, { logger: false });
  await app.listen(0, '127.0.0.1');
  const address = app.getHttpServer().address() as AddressInfo;
  await new Promise<void>((resolve, reject) => {
    http
      .get({ port: address.port, agent: false }, (response) => response.resume().on('end', resolve))
      .on('error', reject);
  });
  await app.get(MaximLogger).flush();
  const { sent } = app.get(MaximLogger).stats();
  await app.close();
  await new Promise((resolve) => setTimeout(resolve, 50)); // Closed sockets leave the list a turn later.
  const changed = differences(before, snapshot());
  await new Promise((resolve) => server.close(resolve));
  process.stdout.write(JSON.stringify({ sent, changed, logged }));
}

void main();
