import { channel } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type * as CaptureModule from '../../lib/wire/capture.js';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { request as chatRequest } from '../observe/work.js';
import { EVENTS, JSON_ANSWER } from './answers.js';

/** What capturing does to a call, told by the channels of undici as in a real one, in a process of its own. */

/** µs of CPU. */
export interface HookCost {
  readonly call: number;
  readonly chunk: number;
  readonly other: number;
  readonly reading: number;
  readonly readingStream: number;
}

const { enableAutoCapture, processCapture } = require(
  join(__dirname, '../../../dist/esm/wire/capture.js'),
) as typeof CaptureModule;

const channels = Object.fromEntries(
  ['create', 'bodyChunkSent', 'headers', 'bodyChunkReceived', 'trailers'].map((name) => [
    name,
    channel(`undici:request:${name}`),
  ]),
);
const publish = (name: string, message: object): void => channels[name]?.publish(message);

const body = Buffer.from(JSON.stringify(chatRequest(1)));
const headers = 'content-type: application/json\r\nauthorization: Bearer key\r\nx-stainless-retry-count: 0\r\n';
const head = (type: string) => ({
  statusCode: 200,
  headers: ['content-type', type, 'date', 'now', 'x-request-id', 'req_1'].map((text) => Buffer.from(text)),
});

function call(path: string, type: string, chunks: readonly Buffer[]): void {
  const request = { method: 'POST', origin: 'https://api.openai.com', path, headers };
  publish('create', { request });
  publish('bodyChunkSent', { request, chunk: body });
  publish('headers', { request, response: head(type) });
  for (const chunk of chunks) publish('bodyChunkReceived', { request, chunk });
  publish('trailers', { request });
}

const answer = [Buffer.from(JSON_ANSWER)];
const events = EVENTS.map((event) => Buffer.from(event));
const json = (): void => call('/v1/chat/completions', 'application/json', answer);
const stream = (): void => call('/v1/chat/completions', 'text/event-stream', events);
const other = (): void => call('/v1/orders', 'application/json', answer);

/** The cost of one, underway and later. */
async function cost(work: () => void, count: number): Promise<{ underway: number; later: number }> {
  let underway = 0;
  const start = process.cpuUsage();
  for (let n = 0; n < count; n += 20) {
    const before = process.cpuUsage();
    for (let each = 0; each < 20; each++) work();
    underway += cpuUs(before);
    await processCapture().settled();
    await turn();
  }
  return { underway: underway / count, later: (cpuUs(start) - underway) / count };
}

async function measured(count: number): Promise<HookCost> {
  const [whole, streamed, none] = [await cost(json, count), await cost(stream, count / 10), await cost(other, count)];
  return {
    call: whole.underway,
    chunk: (streamed.underway - whole.underway) / (events.length - 1),
    other: none.underway,
    reading: whole.later,
    readingStream: streamed.later,
  };
}

const hosts = {};
enableAutoCapture({
  isAutomatic: true,
  hosts,
  parsers: [],
  begin: () => () => () => undefined,
  fault: () => process.exit(1),
});

serve<object>(async () => {
  await measured(5_000);
  return measured(20_000);
});
