import { fields, rows } from '../../lib/parsers/shape.js';
import { type CapturedCall } from '../../lib/wire/captured-call.js';
import { type Capturing, startCapturing } from './capturing.js';
import { KNOWN_CLIENTS } from './clients/all.js';
import { named, type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let capturing: Capturing;

beforeAll(async () => {
  running = await startRunning((request) => answerLlm(request, 'call'));
  capturing = startCapturing();
});
afterEach(() => {
  expect(capturing.faults).toEqual([]);
  capturing.clear();
});
afterAll(async () => {
  capturing.stop();
  await running.close();
});

/** The calls in a result, by name and input: those of a chat completion, or of a response. */
function calls({ result }: CapturedCall): unknown[] {
  const { choices, output } = fields(result);
  const chosen = rows(choices).flatMap(({ message }) => rows(fields(message)['tool_calls']));
  const functions = [...chosen.map((call) => fields(call['function'])), ...rows(output)];
  return functions.map((call) => [call['name'], JSON.parse(String(call['arguments'])) as unknown]);
}

const clients = KNOWN_CLIENTS.filter(({ isPlain }) => !isPlain).map(({ name }) => name);

describe.each(clients)('%s', (name) => {
  it.each([false, true])('tells the tools it offered, and the call it got, streamed: %s', async (stream) => {
    const client = named(running.clients(), name);
    await client.ask({ question: 'Where is it?', stream, tools: true });
    const [call, ...others] = await capturing.atLeast(1);
    expect(others).toEqual([]);
    if (!call) throw new Error('no call');
    expect(calls(call)).toEqual([['lookup', { id: 7 }]]);
    expect(JSON.stringify(call.request?.modelParameters)).toContain('Looks an order up.');
    if (call.recognised.api.operation === 'responses' || call.provider === 'ollama') return;
    expect(call.result).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
  });
});
