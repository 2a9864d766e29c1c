import { type Received, type Reply } from '../../parsers/provider-server.js';
import {
  broken,
  call,
  callPieces,
  created,
  failure,
  pieces,
  type Scenario,
  type StreamEvent,
  text,
} from './scenario.js';

const model = 'gpt-4o-2024-08-06';
const toolCall = { id: call.id, type: 'function', function: { name: call.name, arguments: callPieces.join('') } };

export function chat({ body }: Received, scenario: Scenario): Reply {
  const head = { id: 'chatcmpl-1', created, model };
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  const reason = scenario === 'call' ? 'tool_calls' : 'stop';
  if (body['stream'] !== true) {
    const said = scenario === 'call' ? { content: null, tool_calls: [toolCall] } : { content: text };
    const choices = [{ index: 0, message: { role: 'assistant', ...said }, finish_reason: reason }];
    return { json: { ...head, object: 'chat.completion', choices, usage } };
  }
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const begun = { index: 0, ...toolCall, function: { name: call.name, arguments: '' } };
  const calls = callPieces.map((piece) => ({ index: 0, function: { arguments: piece } }));
  // Mistral sends a call in one piece.
  const isWhole = String(body['model']).startsWith('mistral');
  const called = isWhole ? [{ index: 0, ...toolCall }] : [begun, ...calls];
  const deltas =
    scenario === 'call' ? called.map((each) => ({ tool_calls: [each] })) : pieces.map((content) => ({ content }));
  const events = [
    ...[{ role: 'assistant', content: '' }, ...deltas].map((delta) => chunk(delta)),
    chunk({}, reason),
    { ...head, object: 'chat.completion.chunk', choices: [], usage },
    '[DONE]',
  ];
  return { events: broken<object | string>(scenario, events, 2, { error: { message: failure, code: 529 } }) };
}

export function responses({ body }: Received, scenario: Scenario): Reply {
  const words = [{ type: 'output_text', text, annotations: [] }];
  const called = { type: 'function_call', id: 'fc_1', call_id: call.id, name: call.name };
  const item =
    scenario === 'call'
      ? { ...called, status: 'completed', arguments: callPieces.join('') }
      : { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: words };
  const response = {
    ...{ id: 'resp_1', object: 'response', created_at: created, status: 'completed', model },
    output: [item],
    usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
  };
  if (body['stream'] !== true) return { json: response };
  const [kind, growing] = scenario === 'call' ? ['function_call_arguments', callPieces] : ['output_text', pieces];
  const opening = scenario === 'call' ? { ...item, arguments: '' } : { ...item, content: [] };
  const events = [
    { type: 'response.created', response: { ...response, output: [], status: 'in_progress' } },
    { type: 'response.output_item.added', output_index: 0, item: opening },
    ...growing.map((delta) => ({
      ...{ type: `response.${kind}.delta`, item_id: item.id, output_index: 0, content_index: 0, delta },
    })),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response },
  ];
  const error = { type: 'error', code: 'server_error', message: failure, param: null };
  return { events: broken<StreamEvent>(scenario, events, 3, error).map((each) => [each.type, each]) };
}

export const embeddings = (): Reply => ({
  json: {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 3, total_tokens: 3 },
  },
});
