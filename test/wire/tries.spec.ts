import { captureInto } from '../../lib/wire/attach/app-capture.js';
import { processCapture } from '../../lib/wire/capture.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Reply } from '../parsers/provider-server.js';
import { KNOWN_CLIENTS } from './clients/all.js';
import { type Client } from './clients/client.js';
import { named, type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let clients: readonly Client[];
let logger: RecordedLogger;
let stop: () => Promise<void>;
let refusals: Reply[] = [];

const refusal = (status: number): Reply => ({
  status,
  json: { message: 'Slow down', error: { message: 'Slow down', type: 'tokens' } },
  headers: { 'retry-after-ms': '5', 'x-amzn-errortype': 'ThrottlingException' },
});

beforeAll(async () => {
  running = await startRunning((request) => refusals.shift() ?? answerLlm(request));
  clients = running.clients(2);
  logger = await recordedLogger({ autoCapture: false });
  stop = captureInto(logger.maxim, { isAutomatic: true, orphans: 'drop', hosts: {}, parsers: [] });
});
beforeEach(() => {
  logger.recorder.clear();
});
afterAll(async () => {
  await stop();
  await logger.close();
  await running.close();
});

describe.each(KNOWN_CLIENTS.filter(({ triesAgain }) => triesAgain).map(({ name }) => name))('%s', (name) => {
  it.each([false, true])('tries again what was refused: one generation, streamed: %s', async (stream) => {
    const client = named(clients, name);
    const status = name.startsWith('langchain') ? 503 : 429; // LangChain gives up at once where a limit is reached.
    refusals = [refusal(status)];
    await logger.maxim.withTrace({ name }, () => client.ask({ question: 'Where is it?', stream }));
    await processCapture().settled();
    const [trace] = logger.recorder.traces;
    expect(trace?.children).toMatchObject([
      { type: 'generation', status: 'ok', model: client.model, metrics: { attempts: 2 } },
    ]);
    const events = logger.recorder.lines.filter(({ action }) => action === 'add-event');
    expect(events.map(({ id, data }) => [id, data['name'], data['tags']])).toEqual([
      [trace?.id, 'attempt failed', { elementId: trace?.children[0]?.id }],
    ]);
    expect(events[0]?.data['metadata']).toMatchObject({ status: String(status), error: 'Slow down' });
  });
});
