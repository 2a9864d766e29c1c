import { type ServerResponse } from 'node:http';
import { observeFetch } from '../../lib/wire/observe-fetch.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { type GenerationResult } from '../../lib/protocol/result.js';
import { type TreeNode } from '../../lib/protocol/tree/node.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type RawServer, startRawServer } from './raw-server.js';

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'gpt-4o', choices: [{ index: 0, delta: { content } }] })}\n\n`;

let server: RawServer;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = await startRawServer((response) => answer(response.writeHead(200, { 'content-type': 'text/event-stream' })));
});
afterAll(() => server.close());

const messages = [{ role: 'user', content: 'Hi' }];
const ask = (signal?: AbortSignal): Promise<Response> =>
  fetch(`${server.url}/v1/chat/completions`, {
    ...{ method: 'POST', body: JSON.stringify({ model: 'gpt-4o', messages, stream: true }) },
    signal: signal ?? null,
  });
const generations = ({ recorder }: RecordedLogger): TreeNode[] =>
  recorder.traces.flatMap(({ children }) => children).filter(({ type }) => type === 'generation');
const textOf = (node: TreeNode | undefined): string | undefined =>
  node && 'result' in node ? resultText(node.result as GenerationResult) : undefined;

it('a call whose answer nobody has begun to read ends with its trace, where only what is read is seen', async () => {
  answer = (response) => response.end(chunk('Hello'));
  const logger = await recordedLogger();
  const asking = observeFetch();
  const held: Response[] = [];
  let reader: { read(): Promise<unknown> } | undefined;
  await logger.maxim.withTrace({ name: 'request' }, async () => {
    const init = { method: 'POST', body: JSON.stringify({ model: 'gpt-4o', messages, stream: true }) };
    for (const _ of [1, 2]) held.push(await asking(`${server.url}/v1/chat/completions`, init));
    reader = held[0]?.body?.getReader();
    await reader?.read();
  });
  await logger.maxim.flush();
  expect(generations(logger)).toMatchObject([{ status: 'cancelled', messages }]);
  await reader?.read();
  expect(await held[1]?.text()).toBe(chunk('Hello'));
  await logger.maxim.flush();
  expect(generations(logger).map(textOf).sort()).toEqual(['', 'Hello']);
  await logger.close();
});

describe('a call that is underway when the app is closed', () => {
  it('is told of with what has come, once', async () => {
    answer = (response) => response.write(chunk('Hel'));
    const logger = await recordedLogger();
    const controller = new AbortController();
    const reading = logger.maxim.withTrace({ name: 'request' }, async () => {
      const reader = (await ask(controller.signal)).body?.getReader();
      await reader?.read();
      await reader?.read();
    });
    while (generations(logger).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await logger.close();
    }
    expect(generations(logger)).toMatchObject([{ status: 'unfinished', model: 'gpt-4o', messages }]);
    controller.abort();
    await reading.catch(() => undefined);
    await logger.maxim.flush();
    expect(generations(logger).map(textOf)).toEqual(['Hel']);
  });

  it('is told of where its answer is never read to its end', async () => {
    answer = (response) => response.end(chunk('x'.repeat(1000)).repeat(5000));
    const logger = await recordedLogger();
    const response = await logger.maxim.withTrace({ name: 'request' }, () => ask());
    await logger.maxim.flush();
    expect(generations(logger)).toEqual([]);
    await logger.close();
    expect(generations(logger)).toMatchObject([{ status: 'unfinished', messages }]);
    await response.body?.cancel();
  });
});

it('a call is told of when it has gone on for longer than an element may be open', async () => {
  answer = (response) => response.write(chunk('Hel'));
  const logger = await recordedLogger({ maxOpenMs: 1000 });
  const response = await logger.maxim.withTrace({ name: 'request' }, () => ask());
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await logger.maxim.flush();
  expect(generations(logger)).toMatchObject([{ status: 'unfinished' }]);
  await response.body?.cancel();
  await logger.close();
  expect(generations(logger).map(textOf)).toEqual(['Hel']);
});
