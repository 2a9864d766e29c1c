import { recordedLogger } from '../logger/recorded-logger.js';
import { answerLlm } from './llm-answers.js';
import { startRawServer } from './raw-server.js';

const asked = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;

it.each([
  ['an answer', 'application/json', JSON.stringify(answerLlm({ path: '/chat/completions', body: {} }).json)],
  ['a long stream', 'text/event-stream', `${chunk('x').repeat(1200)}data: [DONE]\n\n`],
])('%s is read although a test of the app has faked the timers', async (_, type, answer) => {
  const server = await startRawServer((response) => response.writeHead(200, { 'content-type': type }).end(answer));
  const { maxim, recorder, close } = await recordedLogger();
  const { setTimeout } = globalThis;
  jest.useFakeTimers();
  let flushed: unknown;
  try {
    await maxim.withTrace({ name: 'request' }, async () =>
      (await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: asked })).text(),
    );
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 5000).unref());
    flushed = await Promise.race([maxim.flush(), late]);
  } finally {
    jest.useRealTimers();
  }
  expect(flushed).toBeUndefined();
  expect(recorder.find({ type: 'generation' })).toMatchObject({ status: 'ok' });
  await close();
  await server.close();
});
