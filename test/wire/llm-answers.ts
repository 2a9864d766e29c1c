import { awsEventStream } from '../parsers/aws-event-stream.js';
import { type Received, type Reply } from '../parsers/provider-server.js';

const text = 'On its way.';
const pieces = ['On its ', 'way.'];
const created = 1_700_000_000;

function chat({ body }: Received): Reply {
  const head = { id: 'chatcmpl-1', created, model: 'gpt-4o-2024-08-06' };
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  if (body['stream'] !== true) {
    const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
    return { json: { ...head, object: 'chat.completion', choices, usage } };
  }
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const last = { ...head, object: 'chat.completion.chunk', choices: [], usage };
  const deltas = [{ role: 'assistant', content: '' }, ...pieces.map((content) => ({ content }))];
  return { events: [...deltas.map((delta) => chunk(delta, null)), chunk({}, 'stop'), last, '[DONE]'] };
}

function responses({ body }: Received): Reply {
  const content = [{ type: 'output_text', text, annotations: [] }];
  const item = { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content };
  const response = {
    ...{ id: 'resp_1', object: 'response', created_at: created, status: 'completed', model: 'gpt-4o-2024-08-06' },
    output: [item],
    usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
  };
  if (body['stream'] !== true) return { json: response };
  const delta = { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0 };
  return {
    events: [
      { type: 'response.created', response: { ...response, output: [], status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
      ...pieces.map((piece) => ({ ...delta, delta: piece })),
      { type: 'response.completed', response },
    ].map((event) => [event.type, event] as const),
  };
}

const embeddings = (): Reply => ({
  json: {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 3, total_tokens: 3 },
  },
});

function anthropic({ body }: Received): Reply {
  const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' };
  const usage = { input_tokens: 3, output_tokens: 4 };
  if (body['stream'] !== true) {
    return { json: { ...head, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage } };
  }
  const events = [
    { type: 'message_start', message: { ...head, content: [], stop_reason: null, usage } },
    { type: 'ping' },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces.map((piece) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: piece },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
    { type: 'message_stop' },
  ];
  return { events: events.map((event) => [event.type, event] as const) };
}

function gemini({ path }: Received): Reply {
  const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 };
  const response = (said: string, finishReason?: string) => ({
    candidates: [
      { content: { role: 'model', parts: [{ text: said }] }, index: 0, ...(finishReason && { finishReason }) },
    ],
    modelVersion: 'gemini-2.5-flash',
    responseId: 'resp_1',
    ...(finishReason && { usageMetadata }),
  });
  if (!path.includes(':stream')) return { json: response(text, 'STOP') };
  const chunks = pieces.map((piece, index) => response(piece, index === 1 ? 'STOP' : undefined));
  return path.includes('alt=sse') ? { events: chunks } : { raw: ['application/json', JSON.stringify(chunks, null, 1)] };
}

function converse({ path }: Received): Reply {
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 };
  if (!path.endsWith('-stream')) {
    return { json: { output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn', usage } };
  }
  return awsEventStream([
    { messageStart: { role: 'assistant' } },
    ...pieces.map((piece) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: piece } } })),
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: 'end_turn' } },
    { metadata: { usage } },
  ]);
}

function invoke(request: Received): Reply {
  if (!request.path.endsWith('-stream')) return anthropic(request);
  const { events = [] } = anthropic({ ...request, body: { stream: true } });
  const data = events.map((event) => JSON.stringify(Array.isArray(event) ? event[1] : event));
  return awsEventStream(data.map((event) => ({ chunk: { bytes: Buffer.from(event).toString('base64') } })));
}

function ollama({ body }: Received): Reply {
  const head = { model: 'llama3.2', created_at: '2023-11-14T22:13:20.000Z' };
  const counts = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 };
  const line = (content: string, rest: object) => ({ ...head, message: { role: 'assistant', content }, ...rest });
  if (body['stream'] === false) return { json: line(text, counts) };
  const lines = [...pieces.map((piece) => line(piece, { done: false })), line('', counts)];
  return { raw: ['application/x-ndjson', lines.map((each) => `${JSON.stringify(each)}\n`).join('')] };
}

function cohere({ body }: Received): Reply {
  const usage = { tokens: { input_tokens: 3, output_tokens: 4 } };
  if (body['stream'] !== true) {
    const message = { role: 'assistant', content: [{ type: 'text', text }] };
    return { json: { id: 'c_1', finish_reason: 'COMPLETE', message, usage } };
  }
  return {
    events: [
      { type: 'message-start', id: 'c_1', delta: { message: { role: 'assistant', content: [] } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
      ...pieces.map((piece) => ({
        type: 'content-delta',
        index: 0,
        delta: { message: { content: { text: piece } } },
      })),
      { type: 'content-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } },
    ],
  };
}

const ANSWERS: readonly (readonly [path: RegExp, answer: (request: Received) => Reply])[] = [
  [/\/chat\/completions/, chat],
  [/\/responses/, responses],
  [/\/embeddings/, embeddings],
  [/\/v1\/messages/, anthropic],
  [/:(streamG|g)enerateContent/, gemini],
  [/\/converse/, converse],
  [/\/invoke/, invoke],
  [/\/api\/chat/, ollama],
  [/\/v2\/chat/, cohere],
];

/** Answers every API in its own wire format, streamed where the request asks for it, and always with the same words. */
export function answerLlm(request: Received): Reply {
  const known = ANSWERS.find(([path]) => path.test(request.path));
  return known ? known[1](request) : { json: { ok: true } };
}
