import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { observe } from '../../lib/observe/observe.js';
import { Recording, Scope, anywhere } from './recording.js';

const message = (turn: number, content: unknown[], stop_reason: string | null) => ({
  ...{ id: `a${turn}`, type: 'message', role: 'assistant', model: 'm', content, stop_reason, stop_sequence: null },
  usage: { input_tokens: turn, output_tokens: 2 },
});

const block = (turn: number) =>
  turn === 1 ? { type: 'tool_use', id: 't1', name: 'weather', input: {} } : { type: 'text', text: 'fine' };

const delta = (turn: number) =>
  turn === 1 ? { type: 'input_json_delta', partial_json: '{}' } : { type: 'text_delta', text: 'fine' };

/** The events of a streamed turn. */
function events(turn: number): string {
  const all = [
    { type: 'message_start', message: message(turn, [], null) },
    { type: 'content_block_start', index: 0, content_block: turn === 1 ? block(1) : { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: delta(turn) },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: turn === 1 ? 'tool_use' : 'end_turn' },
      usage: { output_tokens: 2 },
    },
    { type: 'message_stop' },
  ];
  return all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** A model that asks for the weather, and then answers. */
function conversation(scope?: Scope) {
  let turn = 0;
  const seenIn: unknown[] = [];
  const client = new Anthropic({
    apiKey: 'key',
    maxRetries: 0,
    fetch: (_, init) => {
      turn++;
      const isStream = String(init?.body).includes('"stream":true');
      const type = isStream ? 'text/event-stream' : 'application/json';
      const whole = JSON.stringify(message(turn, [block(turn)], turn === 1 ? 'tool_use' : 'end_turn'));
      return Promise.resolve(new Response(isStream ? events(turn) : whole, { headers: { 'content-type': type } }));
    },
  });
  const weather = betaTool({
    ...{ name: 'weather', description: 'the weather' },
    inputSchema: { type: 'object', properties: {} },
    run: () => (seenIn.push(scope?.current), 'sun'),
  });
  const asked = {
    ...{ model: 'm', max_tokens: 9, tools: [weather] },
    messages: [{ role: 'user' as const, content: 'hi' }],
  };
  return { client, asked, seenIn };
}

const LAST = expect.objectContaining({ id: 'a2' }) as unknown;

describe('toolRunner() of Anthropic', () => {
  it('is the same object, and does nothing by itself', async () => {
    const { client, asked, seenIn } = conversation();
    const recording = new Recording();
    const runner = client.beta.messages.toolRunner(asked);
    expect(observe(runner, recording, anywhere)).toBe(runner);
    await new Promise((resolve) => setImmediate(resolve));
    expect([recording.heard, seenIn, recording.handle?.started]).toEqual([[], [], false]);
  });

  it('gives each message, and ends with the last', async () => {
    const scope = new Scope();
    const { client, asked, seenIn } = conversation(scope);
    const recording = new Recording();
    const ids: string[] = [];
    for await (const { id } of observe(client.beta.messages.toolRunner(asked), recording, scope.run)) ids.push(id);
    expect(ids).toEqual(['a1', 'a2']);
    expect(recording.heard).toEqual([['ok', LAST]]);
    expect(seenIn).toEqual(['the call']);
  });

  it('awaited, ends with the last message', async () => {
    const { client, asked } = conversation();
    const recording = new Recording();
    const last = await observe(client.beta.messages.toolRunner(asked), recording, anywhere);
    expect(last.id).toBe('a2');
    expect(recording.heard).toEqual([['ok', LAST]]);
  });

  it.each([false, true])(
    'streamed, tells the events of each turn, and ends with the last message: eager %s',
    async (runToolsEagerly) => {
      const scope = new Scope();
      const { client, asked, seenIn } = conversation(scope);
      const recording = new Recording();
      const runner = client.beta.messages.toolRunner({ ...asked, stream: true, runToolsEagerly });
      for await (const stream of observe(runner, recording, scope.run)) await stream.finalMessage();
      expect(recording.chunks).toHaveLength(12);
      expect(recording.chunks).toMatchObject({ 0: { type: 'message_start' }, 11: { type: 'message_stop' } });
      expect(recording.endings).toEqual([['ok', LAST]]);
      expect(seenIn).toEqual(['the call']);
    },
  );

  it('is cancelled where its consumer breaks off', async () => {
    const { client, asked } = conversation();
    const recording = new Recording();
    for await (const _ of observe(client.beta.messages.toolRunner(asked), recording, anywhere)) break;
    expect(recording.endings).toEqual(['cancelled']);
    expect(recording.chunks).toMatchObject([{ id: 'a1' }]);
  });
});
