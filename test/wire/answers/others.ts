import { type Received, type Reply } from '../../parsers/provider-server.js';
import { broken, call, callPieces, failure, pieces, type Scenario, text } from './scenario.js';

export function ollama({ body }: Received, scenario: Scenario): Reply {
  const head = { model: 'llama3.2', created_at: '2023-11-14T22:13:20.000Z' };
  const counts = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 };
  const line = (said: object, rest: object) => ({
    ...head,
    message: { role: 'assistant', content: '', ...said },
    ...rest,
  });
  const called = { tool_calls: [{ function: { name: call.name, arguments: call.input } }] };
  if (body['stream'] === false) return { json: line(scenario === 'call' ? called : { content: text }, counts) };
  const said = scenario === 'call' ? [called] : pieces.map((content) => ({ content }));
  const lines = [...said.map((each) => line(each, { done: false })), line({}, counts)];
  const arriving = broken<object>(scenario, lines, 1, { error: failure });
  return { raw: ['application/x-ndjson', arriving.map((each) => `${JSON.stringify(each)}\n`).join('')] };
}

export function cohere({ body }: Received, scenario: Scenario): Reply {
  const usage = { tokens: { input_tokens: 3, output_tokens: 4 } };
  const isCall = scenario === 'call';
  const finish_reason = isCall ? 'TOOL_CALL' : 'COMPLETE';
  const toolCall = { id: call.id, type: 'function', function: { name: call.name, arguments: callPieces.join('') } };
  if (body['stream'] !== true) {
    const said = isCall ? { tool_calls: [toolCall] } : { content: [{ type: 'text', text }] };
    return { json: { id: 'c_1', finish_reason, message: { role: 'assistant', ...said }, usage } };
  }
  const event = (type: string, message: object) => ({ type, index: 0, delta: { message } });
  const begun = { ...toolCall, function: { name: call.name, arguments: '' } };
  const said = isCall
    ? [
        event('tool-call-start', { tool_calls: begun }),
        ...callPieces.map((piece) => event('tool-call-delta', { tool_calls: { function: { arguments: piece } } })),
        { type: 'tool-call-end', index: 0 },
      ]
    : [
        event('content-start', { content: { type: 'text', text: '' } }),
        ...pieces.map((piece) => event('content-delta', { content: { text: piece } })),
        { type: 'content-end', index: 0 },
      ];
  const events = [
    { type: 'message-start', id: 'c_1', delta: { message: { role: 'assistant', content: [] } } },
    ...said,
    { type: 'message-end', delta: { finish_reason, usage } },
  ];
  const failed = { type: 'message-end', delta: { finish_reason: 'ERROR', error: failure } };
  return { events: broken<object>(scenario, events, 3, failed) };
}

/** The gateway of the AI SDK: a model as the SDK sees it, over HTTP. */
export function gateway({ headers = {} }: Received, scenario: Scenario): Reply {
  const isCall = scenario === 'call';
  const usage = { inputTokens: { total: 3 }, outputTokens: { total: 4 } };
  const finishReason = { unified: isCall ? 'tool-calls' : 'stop', raw: isCall ? 'tool_calls' : 'stop' };
  const called = { type: 'tool-call', toolCallId: call.id, toolName: call.name, input: callPieces.join('') };
  if (headers['ai-language-model-streaming'] !== 'true') {
    return { json: { content: [isCall ? called : { type: 'text', text }], finishReason, usage, warnings: [] } };
  }
  const said = isCall
    ? [called]
    : [
        { type: 'text-start', id: '1' },
        ...pieces.map((delta) => ({ type: 'text-delta', id: '1', delta })),
        { type: 'text-end', id: '1' },
      ];
  const events = [{ type: 'stream-start', warnings: [] }, ...said, { type: 'finish', finishReason, usage }];
  return { events: broken<object>(scenario, events, 3, { type: 'error', error: { message: failure } }) };
}
