import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';

const WORDS = ['Nest', ' is', ' fine'];

/** A local server that speaks the wire formats of OpenAI and Anthropic, streamed where that is asked for. */
export class Provider {
  requests = 0;
  /** Events written to the last stream. */
  written = 0;
  /** Settles when the client of a stream closes its socket before the end. */
  readonly hungUp: Promise<void>;
  private hangUp = (): void => undefined;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor() {
    this.hungUp = new Promise((resolve) => (this.hangUp = resolve));
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    this.written = 0;
    const body = JSON.parse((await read(request)) || '{}') as Asked;
    if (body.model === 'broken') {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'invalid', message: 'broken' } }));
      return;
    }
    const format = FORMATS[request.url ?? ''];
    if (!format) {
      response.writeHead(404).end();
      return;
    }
    if (!body.stream) {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_1', 'request-id': 'req_1' });
      response.end(JSON.stringify(format.whole(body)));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1', 'request-id': 'req_1' });
    await this.stream(response, format.events(body));
  }

  private async stream(response: ServerResponse, events: Iterable<string>): Promise<void> {
    const closed = once(response, 'close').then(() => {
      if (!response.writableFinished) this.hangUp();
    });
    for (const event of events) {
      if (response.destroyed) return;
      if (event === CUT) return void response.destroy();
      this.written++;
      if (!response.write(event)) await Promise.race([once(response, 'drain'), closed]);
      // Each event in a packet of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  }
}

interface Asked {
  model: string;
  stream?: boolean;
  messages?: { role: string }[];
  tools?: unknown[];
}

interface Format {
  whole(asked: Asked): unknown;
  events(asked: Asked): Iterable<string>;
}

const CUT = 'cut';
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const event = (value: { type: string }): string => `event: ${value.type}\n${data(value)}`;

/** The words of the answer; for the model `endless` they never stop, for `cut` the connection breaks. */
function* words({ model }: Asked): Generator<string> {
  if (model === 'json') return yield* ['{"answer"', ':42}'];
  yield* WORDS;
  for (let n = 0; model === 'endless'; n++) yield ` ${n} ${'.'.repeat(64_000)}`;
  if (model === 'cut') yield CUT;
}

const chat: Format = {
  whole: (asked) =>
    asked.tools && asked.messages?.at(-1)?.role !== 'tool'
      ? completion({
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
          },
        })
      : completion({ finish_reason: 'stop', message: { role: 'assistant', content: WORDS.join('') } }),
  *events(asked) {
    const chunk = (delta: unknown, finish_reason: string | null = null): string =>
      data({
        id: 'c1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta, finish_reason }],
      });
    yield chunk({ role: 'assistant', content: '' });
    for (const word of words(asked)) yield word === CUT ? CUT : chunk({ content: word });
    yield chunk({}, 'stop');
    yield 'data: [DONE]\n\n';
  },
};

const completion = (choice: object): unknown => ({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, logprobs: null, ...choice }],
  usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 },
});

const responses: Format = {
  whole: () => response('completed', [message(WORDS.join(''))]),
  *events(asked) {
    const part = { type: 'output_text', text: '', annotations: [] };
    yield event({ type: 'response.created', ...{ response: response('in_progress', []), sequence_number: 0 } });
    const at = { item_id: 'm1', output_index: 0, content_index: 0 };
    yield event({ type: 'response.output_item.added', ...{ output_index: 0, item: { ...message(''), content: [] } } });
    yield event({ type: 'response.content_part.added', ...{ ...at, part } });
    for (const word of words(asked)) {
      yield word === CUT ? CUT : event({ type: 'response.output_text.delta', ...{ ...at, delta: word, logprobs: [] } });
    }
    yield event({ type: 'response.completed', ...{ response: response('completed', [message(WORDS.join(''))]) } });
  },
};

const message = (text: string): object => ({
  id: 'm1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

const response = (status: string, output: unknown[]): object => ({
  ...{ id: 'r1', object: 'response', created_at: 1, model: 'm', status, output, error: null, incomplete_details: null },
  ...{ tools: [], usage: { input_tokens: 1, output_tokens: 3, total_tokens: 4 } },
});

const messages: Format = {
  whole: () => ({ ...started, content: [{ type: 'text', text: WORDS.join('') }], stop_reason: 'end_turn' }),
  *events(asked) {
    yield event({ type: 'message_start', ...{ message: started } });
    yield event({ type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } });
    for (const word of words(asked)) {
      yield word === CUT
        ? CUT
        : event({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text: word } } });
    }
    yield event({ type: 'content_block_stop', ...{ index: 0 } });
    yield event({ type: 'message_delta', ...{ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } } });
    yield event({ type: 'message_stop' });
  },
};

const started = {
  ...{ id: 'a1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null },
  usage: { input_tokens: 1, output_tokens: 0 },
};

const FORMATS: Record<string, Format> = {
  '/v1/chat/completions': chat,
  '/v1/responses': responses,
  '/v1/messages': messages,
};

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}
