import { type Received, type Reply } from '../../parsers/provider-server.js';
import { broken, call, callPieces, failure, pieces, type Scenario, type StreamEvent, text } from './scenario.js';

/** The events of a streamed message. */
export function messageEvents(scenario: Scenario): readonly StreamEvent[] {
  const usage = { input_tokens: 3, output_tokens: 1 };
  const isCall = scenario === 'call';
  const block = isCall ? { type: 'tool_use', ...call, input: {} } : { type: 'text', text: '' };
  const deltas = isCall
    ? callPieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    : pieces.map((piece) => ({ type: 'text_delta', text: piece }));
  const events = [
    { type: 'message_start', message: { ...head, content: [], stop_reason: null, usage } },
    { type: 'ping' },
    { type: 'content_block_start', index: 0, content_block: block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: isCall ? 'tool_use' : 'end_turn' }, usage: { output_tokens: 4 } },
    { type: 'message_stop' },
  ];
  return broken<StreamEvent>(scenario, events, 4, {
    type: 'error',
    error: { type: 'overloaded_error', message: failure },
  });
}

const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' };

export function messages({ body }: Received, scenario: Scenario): Reply {
  if (body['stream'] === true) return { events: messageEvents(scenario).map((event) => [event.type, event]) };
  const usage = { input_tokens: 3, output_tokens: 4 };
  return scenario === 'call'
    ? { json: { ...head, content: [{ type: 'tool_use', ...call }], stop_reason: 'tool_use', usage } }
    : { json: { ...head, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage } };
}
