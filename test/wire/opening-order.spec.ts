import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { captureInto } from '../../lib/wire/attach/app-capture.js';
import { processCapture } from '../../lib/wire/capture.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';

const CALLS = 6;
const isSearch = (index: number): boolean => index % 3 === 2;

let server: Server;
let url: string;
let logger: RecordedLogger;
let stop: () => Promise<void>;

/** Answers once all have asked: the last first, and each alone. */
async function answerLastFirst(
  waiting: readonly (readonly [index: number, response: ServerResponse])[],
): Promise<void> {
  for (const [index, response] of waiting.toSorted(([a], [b]) => b - a)) {
    const message = { role: 'assistant', content: String(index) };
    const completion = { id: 'c', object: 'chat.completion', created: 1, model: `model-${String(index)}` };
    const found = {
      result: [{ id: 1, version: 0, score: 0.9, payload: { text: String(index) } }],
      status: 'ok',
      time: 1,
    };
    const called = { ...completion, choices: [{ index: 0, message, finish_reason: 'stop' }] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isSearch(index) ? found : called));
    await wait(5);
  }
}

beforeAll(async () => {
  const waiting: [number, ServerResponse][] = [];
  server = createServer((request, response) => {
    request.resume();
    waiting.push([Number(request.headers['x-index']), response]);
    if (waiting.length === CALLS) void answerLastFirst(waiting);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  logger = await recordedLogger({ autoCapture: false });
  stop = captureInto(logger.maxim, { isAutomatic: true, orphans: 'drop', hosts: {}, parsers: [] });
});
afterAll(async () => {
  await stop();
  await logger.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

async function ask(index: number): Promise<void> {
  const path = isSearch(index) ? '/collections/faq/points/search' : '/v1/chat/completions';
  const question = isSearch(index)
    ? { vector: [0.1, 0.2], limit: 2 }
    : { model: 'm', messages: [{ role: 'user', content: 'Where is it?' }] };
  const headers = { 'content-type': 'application/json', 'x-index': String(index) };
  await (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(question) })).json();
}

it('calls and searches made in the same millisecond stand in the order in which they were made', async () => {
  const timers = [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
  ] as const;
  jest.useFakeTimers({ doNotFake: [...timers, 'performance', 'hrtime', 'nextTick', 'queueMicrotask'] });
  try {
    await logger.maxim.withTrace({ name: 'request' }, () =>
      Promise.all(Array.from({ length: CALLS }, (_, index) => ask(index))),
    );
    await processCapture().settled();
  } finally {
    jest.useRealTimers();
  }
  const [trace] = logger.recorder.traces;
  const children = trace?.children ?? [];
  expect(new Set(children.map(({ startTimestamp }) => startTimestamp)).size).toBe(1);
  const told = children.map((node) =>
    node.type === 'retrieval' ? node.docs : node.type === 'generation' && node.model,
  );
  expect(told).toEqual(Array.from({ length: CALLS }, (_, i) => (isSearch(i) ? [String(i)] : `model-${String(i)}`)));
});
